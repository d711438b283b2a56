/** The Hono app: the page and its assets, the way in for Socket.IO, health. */
import { type Context, Hono } from "hono";
import type { Logger } from "pino";
import type { Engine } from "../engine/engine";
import { answerWith, type Assets, PAGE } from "./assets";
import { securityHeaders } from "./headers";
import { replay } from "./replay";

type Bindings = Parameters<Engine["fetch"]>[1];

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

/** With a Host that cannot be one, a request's address is no URL, and reading it would throw. */
const hasAddress = (c: Context) => URL.canParse(c.req.url);
const badRequest = (c: Context) => Promise.resolve(c.text("bad request", 400));

const NOT_STORED = { "Cache-Control": "no-store" };

export type App = Hono<{ Bindings: Bindings }>;

/** The HTTP side of the server. Its `fetch` takes the request and the `Bun.serve` server. */
export function createApp(parts: WebParts): App {
  const { engine, assets, logger, ready, leaving, machine } = parts;
  const app: App = new Hono();

  function letIn(c: Context<{ Bindings: Bindings }>): Response | Promise<Response> {
    if (!hasAddress(c)) return badRequest(c);
    const isNew = c.req.query("sid") === undefined;
    if (isNew && leaving()) return c.text("leaving", 503, NOT_STORED);
    const elsewhere = machine && replay(c.req.raw, machine);
    return elsewhere || engine.fetch(c.req.raw, c.env);
  }

  // Ahead of the headers: no browser shows the answer to an upgrade, and there are thousands after a restart.
  app.get("/socket.io/", (c, next) => (c.req.header("Upgrade") ? letIn(c) : next()));
  app.use(securityHeaders);
  app.use((c, next) => (hasAddress(c) ? next() : badRequest(c)));
  app.get("/healthz", (c) => c.text("ok", 200, NOT_STORED));
  app.get("/readyz", async (c) =>
    (await ready()) ? c.text("ready", 200, NOT_STORED) : c.text("not ready", 503, NOT_STORED),
  );
  app.all("/socket.io/", async (c) => {
    const response = await letIn(c);
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
  app.onError((error, c) => {
    logger.error({ err: error, method: c.req.method }, "a request failed");
    return c.text("the server failed to answer this", 500);
  });
  return app;
}
