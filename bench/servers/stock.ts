/** bun-engine as it comes, with the tutorial's chat on it. */
import { Server as BunEngine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { serveTutorial } from "./tutorial";

const io = new Server({ serveClient: false });
const engine = new BunEngine({ path: "/socket.io/" });
io.bind(engine);
serveTutorial(io);
const server = Bun.serve({ port: 0, hostname: "127.0.0.1", ...engine.handler() });
console.log(server.url.origin);
