/** This project's engine, with the tutorial's chat on it. */
import { WITHOUT_LIMITS, serveEngine } from "../../test/engine/serve-engine";
import { serveTutorial } from "./tutorial";

const { io, url } = await serveEngine({ ...WITHOUT_LIMITS, backlog: 1024 * 1024 });
serveTutorial(io);
console.log(url);
