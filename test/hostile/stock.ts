/**
 * The unguarded server: the one in the engine's README, with the handlers of a tutorial. Each attack is first shown to
 * succeed against it, so that what fails against chuan is known to be an attack.
 */
import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { report } from "./report";
import { openTutorial } from "./tutorial";

const io = new Server();
const engine = new Engine({
  path: "/socket.io/",
  // Asynchronous, as a look-up of a session is. Any wait will do.
  allowRequest: () => Bun.sleep(1),
});
io.bind(engine);
openTutorial(io);

const server = Bun.serve({ port: 0, hostname: "127.0.0.1", ...engine.handler() });
report(`http://127.0.0.1:${server.port}`, () => ({
  connections: engine["clients"].size,
  sockets: io.of("/").sockets.size + io.of("/")["_preConnectSockets"].size,
  rooms: io.of("/").adapter.rooms.size,
}));
