/**
 * The tutorial's chat on chuan's engine, without chuan's limits: an attack that fails here is stopped by the engine, where chuan may
 * have two guards. Its middleware is slow, and never decides about some clients; chuan has no such middleware.
 */
import { strictParser } from "../../src/engine";
import { serveEngine } from "../engine/serve-engine";
import { report } from "./report";
import { openTutorial } from "./tutorial";

const { io, url } = await serveEngine(
  { addressHeader: process.env["TRUSTED_PROXY"] },
  { parser: strictParser },
);
// As on stock: any wait at all will do.
Object.assign(io.engine.opts, { allowRequest: () => Bun.sleep(1) });
openTutorial(io);
report(url, () => ({
  sockets: io.of("/").sockets.size + io.of("/")["_preConnectSockets"].size,
}));
