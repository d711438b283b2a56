/**
 * The tutorial's chat on chuan's engine: its middleware takes its time, and about some it never decides. chuan has no
 * such middleware, so what the engine has against that can be seen only here.
 */
import { serveEngine } from "../engine/serve-engine";
import { report } from "./report";
import { openTutorial } from "./tutorial";

const { io, url } = await serveEngine({
  addressHeader: process.env["TRUSTED_PROXY"],
  admission: { connections: 0, perAddress: 500, ratePerAddress: 100 },
});
openTutorial(io);
report(url);
