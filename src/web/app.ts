/** The Hono app: the page and its assets, the way in for Socket.IO, health. */
import { Hono } from "hono";
import type { Logger } from "pino";
import type { Engine } from "../engine/engine";
import { answerWith, type Assets, PAGE } from "./assets";
import { securityHeaders } from "./headers";

type Bindings = Parameters<Engine["fetch"]>[1];

export interface WebParts {
  engine: Pick<Engine, "fetch">;
  assets: Assets;
  logger: Logger;
  /** Whether the server can do its work, and takes new connections. */
  ready: () => Promise<boolean>;
  leaving: () => boolean;
}

const NOT_STORED = { "Cache-Control": "no-store" };

export type App = Hono<{ Bindings: Bindings }>;

/** The HTTP side of the server. Its `fetch` takes the request and the `Bun.serve` server. */
export function createApp({ engine, assets, logger, ready, leaving }: WebParts): App {
  const app: App = new Hono();
  app.use(securityHeaders);
  app.get("/healthz", (c) => c.text("ok", 200, NOT_STORED));
  app.get("/readyz", async (c) =>
    (await ready()) ? c.text("ready", 200, NOT_STORED) : c.text("not ready", 503, NOT_STORED),
  );
  app.all("/socket.io/", async (c) => {
    const isNew = c.req.query("sid") === undefined;
    if (isNew && leaving()) return c.text("leaving", 503, NOT_STORED);
    return engine.fetch(c.req.raw, c.env);
  });
  app.get("*", (c) => {
    // A room's address is a page's address; which room it is, only the page has to know.
    const path = c.req.path.startsWith("/r/") ? PAGE : c.req.path;
    const asset = assets.get(path);
    return asset ? answerWith(asset, c.req.raw) : c.notFound();
  });
  app.notFound((c) => c.text("not found", 404));
  app.onError((error, c) => {
    logger.error({ err: error, method: c.req.method }, "a request failed");
    return c.text("the server failed to answer this", 500);
  });
  return app;
}
