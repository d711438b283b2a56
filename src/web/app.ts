/** The Hono app: the page and its assets, the way in for Socket.IO, health. */
import { Hono } from "hono";
import type { Logger } from "pino";
import type { Engine } from "../engine/engine";
import { answerWith, type Assets } from "./assets";
import { securityHeaders } from "./headers";

type Bindings = Parameters<Engine["fetch"]>[1];

export interface WebParts {
  engine: Pick<Engine, "fetch">;
  assets: Assets;
  logger: Logger;
}

export type App = Hono<{ Bindings: Bindings }>;

/** The HTTP side of the server. Its `fetch` takes the request and the `Bun.serve` server. */
export function createApp({ engine, assets, logger }: WebParts): App {
  const app: App = new Hono();
  app.use(securityHeaders);
  app.get("/healthz", (c) => c.text("ok", 200, { "Cache-Control": "no-store" }));
  app.all("/socket.io/", (c) => engine.fetch(c.req.raw, c.env));
  app.get("*", (c) => {
    const asset = assets.get(c.req.path);
    return asset ? answerWith(asset, c.req.raw) : c.notFound();
  });
  app.notFound((c) => c.text("not found", 404));
  app.onError((error, c) => {
    logger.error({ err: error, method: c.req.method }, "a request failed");
    return c.text("the server failed to answer this", 500);
  });
  return app;
}
