/** The Hono app: the page and its assets, the way in for Socket.IO, health. */
import { Hono } from "hono";
import type { Logger } from "pino";
import { echoConnectionClose, type Engine, urlOf } from "../engine";
import { onceASecond } from "../logging/throttle";
import { answerWith, type Assets, LIBRARY, PAGE } from "./assets";
import { documentHeaders, libraryHeaders, secureAnswer } from "./headers";
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
    if (leaving() && !new URL(request.url).searchParams.has("sid"))
      return new Response("leaving", { status: 503, headers: NOT_STORED });
    const elsewhere = machine && replay(request, machine);
    return elsewhere || engine.fetch(request, server);
  };

  const failed = onceASecond((err: Error, unsaid) =>
    logger.error({ err, unsaid }, "a request failed"),
  );

  function error(thrown: Error): Response {
    failed(thrown);
    return new Response("the server failed to answer this", { status: 500 });
  }

  app.on("ALL", WAYS_IN, async (c) => secureAnswer(await letIn(c.req.raw, c.env)));
  app.use(LIBRARY, libraryHeaders);
  app.use(documentHeaders);
  app.get("/healthz", (c) => c.text("ok", 200, NOT_STORED));
  app.get("/readyz", async (c) =>
    (await ready()) ? c.text("ready", 200, NOT_STORED) : c.text("not ready", 503, NOT_STORED),
  );
  app.get("*", (c) => {
    // A room's address is a page's address; which room it is, only the page has to know.
    const path = c.req.path.startsWith("/r/") ? PAGE : c.req.path;
    const asset = assets.get(path);
    return asset ? answerWith(asset, c) : c.notFound();
  });
  app.all("*", (c) => c.text("method not allowed", 405, { Allow: "GET, HEAD" }));
  app.notFound((c) => c.text("not found", 404));
  app.onError(error);

  // Past the app: there are thousands of upgrades after a restart, and one that succeeds has no headers.
  const fetch: Fetch = (request, server) => {
    if (!isUpgrade(request)) return app.fetch(request, server);
    const answer = letIn(request, server);
    return answer instanceof Promise ? answer.then(securedIfRefused) : securedIfRefused(answer);
  };
  return { fetch: echoConnectionClose(fetch), error };
}

function securedIfRefused(response: Response): Response {
  return response.ok ? response : secureAnswer(response);
}

/** Whether it is to become a WebSocket. With any other request, a header that offers to upgrade says nothing. */
function isUpgrade(request: Request): boolean {
  if (!request.headers.has("Upgrade")) return false;
  const url = urlOf(request);
  return url !== undefined && WAYS_IN.includes(url.pathname) && url.transport === "websocket";
}
