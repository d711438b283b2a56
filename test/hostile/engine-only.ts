/**
 * The tutorial's chat on chuan's engine, with none of chuan's limits: what holds here, one guard holds, where chuan may
 * have two. And its middleware takes its time, and about some never decides; chuan has none like that.
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
