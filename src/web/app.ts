/** The Hono app: the page and its assets, the way in for Socket.IO, health. */
import { Hono } from "hono";
import type { Logger } from "pino";
import { sayingClose } from "../engine/closing";
import type { Engine } from "../engine/engine";
import { answerWith, type Assets, PAGE } from "./assets";
import { secure, securityHeaders } from "./headers";
import { replay } from "./replay";

type Fetch = Engine["fetch"];
type Bindings = Parameters<Fetch>[1];

export interface WebParts {
  engine: Pick<Engine, "fetch">;
  assets: Assets;
  logger: Logger;
  /** Whether the server can do its work, and takes new connections. */
  ready: () => Promise<boolean>;
  leaving: () => boolean;
  /** What the platform calls this machine, where its proxy can be asked to find others. */
  machine: string | undefined;
}

const NOT_STORED = { "Cache-Control": "no-store" };
/** Clients that are told to add no slash at the end do without. */
const WAYS_IN = ["/socket.io/", "/socket.io"];

/** What `Bun.serve` needs of the HTTP side of the server. */
export interface App {
  fetch: Fetch;
  /** The answer where something threw, which says nothing of what that was. */
  error: (error: Error) => Response;
}

export function createApp(parts: WebParts): App {
  const { engine, assets, logger, ready, leaving, machine } = parts;
  const app = new Hono<{ Bindings: Bindings }>();

  const letIn: Fetch = (request, server) => {
    const isNew = !new URL(request.url).searchParams.has("sid");
    if (isNew && leaving()) return new Response("leaving", { status: 503, headers: NOT_STORED });
    const elsewhere = machine && replay(request, machine);
    return elsewhere || engine.fetch(request, server);
  };

  function error(thrown: Error): Response {
    logger.error({ err: thrown }, "a request failed");
    return new Response("the server failed to answer this", { status: 500 });
  }

  app.use(securityHeaders);
  // With a Host that cannot be one, a request's address is no URL, and reading it would throw.
  app.use(async (c, next) => (URL.canParse(c.req.url) ? next() : c.text("bad request", 400)));
  app.get("/healthz", (c) => c.text("ok", 200, NOT_STORED));
  app.get("/readyz", async (c) =>
    (await ready()) ? c.text("ready", 200, NOT_STORED) : c.text("not ready", 503, NOT_STORED),
  );
  app.on("ALL", WAYS_IN, async (c) => {
    const response = await letIn(c.req.raw, c.env);
    response.headers.set("Cache-Control", "no-store");
    return response;
  });
  app.get("*", (c) => {
    // A room's address is a page's address; which room it is, only the page has to know.
    const path = c.req.path.startsWith("/r/") ? PAGE : c.req.path;
    const asset = assets.get(path);
    return asset ? answerWith(asset, c.req.raw) : c.notFound();
  });
  app.all("*", (c) => c.text("method not allowed", 405, { Allow: "GET, HEAD" }));
  app.notFound((c) => c.text("not found", 404));
  app.onError(error);

  // Past the app: there are thousands of upgrades after a restart, and one that succeeds has no headers.
  const fetch: Fetch = (request, server) => {
    if (!isUpgrade(request)) return app.fetch(request, server);
    const answer = letIn(request, server);
    const secured = (response: Response) => securedIfRefused(response, request);
    return answer instanceof Promise ? answer.then(secured) : secured(answer);
  };
  return { fetch: sayingClose(fetch), error };
}

function securedIfRefused(response: Response, request: Request): Response {
  if (!response.ok) secure(response, request);
  return response;
}

/** Whether it is to become a WebSocket. With any other request, a header that offers to upgrade says nothing. */
function isUpgrade({ headers, url }: Request): boolean {
  if (!headers.has("Upgrade")) return false;
  const address = URL.parse(url);
  return (
    address !== null &&
    WAYS_IN.includes(address.pathname) &&
    address.searchParams.get("transport") === "websocket"
  );
}
