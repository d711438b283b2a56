/** The Hono app: the page and its assets, Socket.IO, health checks. */
import { Hono } from "hono";
import type { Logger } from "pino";
import { type Engine, type Fetch, urlOf } from "../engine";
import { onceASecond } from "../logging/throttle";
import { assetResponse, type Assets, LIBRARY_PATHS, PAGE_PATH } from "./assets";
import { documentHeaders, libraryHeaders, secureResponse } from "./headers";
import { FILES_PATHS } from "./files";
import { ICON_PATHS } from "./icon";
import { INVITATION_PATH } from "./invitation";
import { replay } from "./replay";

type Bindings = Parameters<Fetch>[1];

export interface AppParts {
  engine: Pick<Engine, "fetch">;
  /** Answers `POST /invitation`. */
  invitations: Fetch;
  /** Answers everything about files. */
  files: Fetch;
  /** Answers a request for the page's icon where the server has one of its own. */
  icon: (...asked: Parameters<Fetch>) => Promise<Response | undefined>;
  assets: Assets;
  logger: Logger;
  /** Whether the store works and the server takes new connections. */
  ready: () => Promise<boolean>;
  /** Whether the server is stopping: it takes no new sessions then. */
  leaving: () => boolean;
  /** This machine's id on Fly.io, whose proxy can replay a request on another machine. Undefined elsewhere. */
  machine: string | undefined;
}

const NOT_STORED = { "Cache-Control": "no-store" };
/** A client with the option `addTrailingSlash: false` leaves the last slash out. */
const SOCKET_IO_PATHS = ["/socket.io/", "/socket.io"];

/** The handlers that `Bun.serve` needs. */
export interface App {
  fetch: Fetch;
  /** The response to a request whose handler threw. It does not contain the error. */
  error: (error: Error) => Response;
}

export function createApp(parts: AppParts): App {
  const { engine, invitations, files, icon, assets, logger, ready, leaving, machine } = parts;
  const app = new Hono<{ Bindings: Bindings }>();

  const handleSocketIo: Fetch = (request, server) => {
    if (leaving() && !new URL(request.url).searchParams.has("sid"))
      return new Response("leaving", { status: 503, headers: NOT_STORED });
    const elsewhere = machine && replay(request, machine);
    return elsewhere || engine.fetch(request, server);
  };

  const failed = onceASecond((err: Error, omitted) =>
    logger.error({ err, omitted }, "a request failed"),
  );

  function error(thrown: Error): Response {
    failed(thrown);
    return new Response("the server failed to answer this", { status: 500 });
  }

  app.on("ALL", SOCKET_IO_PATHS, async (c) =>
    secureResponse(await handleSocketIo(c.req.raw, c.env)),
  );
  app.on("ALL", INVITATION_PATH, (c) => invitations(c.req.raw, c.env));
  app.on("ALL", FILES_PATHS, (c) => files(c.req.raw, c.env));
  app.on("GET", ICON_PATHS, async (c, next) => (await icon(c.req.raw, c.env)) ?? next());
  app.use(LIBRARY_PATHS, libraryHeaders);
  app.use(documentHeaders);
  app.get("/healthz", (c) => c.text("ok", 200, NOT_STORED));
  app.get("/readyz", async (c) =>
    (await ready()) ? c.text("ready", 200, NOT_STORED) : c.text("not ready", 503, NOT_STORED),
  );
  app.get("*", (c) => {
    // Every room's address is served the same page, which reads the room from its own address.
    const path = c.req.path.startsWith("/r/") ? PAGE_PATH : c.req.path;
    const asset = assets.get(path);
    return asset ? assetResponse(asset, c) : c.notFound();
  });
  app.all("*", (c) => c.text("method not allowed", 405, { Allow: "GET, HEAD" }));
  app.notFound((c) => c.text("not found", 404));
  app.onError(error);

  // Upgrades bypass Hono: thousands arrive after a restart, and the response to one that succeeds has no headers to set.
  const fetch: Fetch = (request, server) => {
    if (!isUpgrade(request)) return app.fetch(request, server);
    const answer = handleSocketIo(request, server);
    return answer instanceof Promise ? answer.then(securedIfRefused) : securedIfRefused(answer);
  };
  return { fetch, error };
}

function securedIfRefused(response: Response): Response {
  return response.ok ? response : secureResponse(response);
}

/** Whether a request opens a WebSocket. In any other request, the header `Upgrade` is ignored. */
function isUpgrade(request: Request): boolean {
  if (!request.headers.has("Upgrade")) return false;
  const url = urlOf(request);
  return (
    url !== undefined && SOCKET_IO_PATHS.includes(url.pathname) && url.transport === "websocket"
  );
}
