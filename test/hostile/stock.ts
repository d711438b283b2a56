/**
 * The unguarded server: the one in the engine's README, with the handlers of a tutorial. Each attack is first shown to
 * succeed against it, so that what fails against chuan is known to be an attack.
 */
import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { report } from "./report";

const io = new Server();
const engine = new Engine({
  path: "/socket.io/",
  // As whoever looks up a session does. Any wait at all will do.
  allowRequest: () => Bun.sleep(1),
});
io.bind(engine);

// As whoever looks up an account does.
io.use((_, next) => void setTimeout(next, 100));
io.on("connection", (socket) => {
  socket.timeout(60_000).emit("are you there?", () => {});
  socket.emit("dixiu", "丢你楼某", { address: socket.handshake.address ?? "none" });
  socket.on("chuan", (msg: unknown) => socket.broadcast.emit("tianxiu", msg));
  socket.on("shout", (msg: { txt: string }, ack: (txt: string) => void) =>
    ack(msg.txt.toUpperCase()),
  );
  socket.on("store", async (msg: { txt: string }) => {
    await Bun.sleep(0);
    return msg.txt.trim();
  });
  socket.on("join", async (request: { room: string }) => socket.join(request.room));
});

const server = Bun.serve({ port: 0, hostname: "127.0.0.1", ...engine.handler() });
report(`http://127.0.0.1:${server.port}`, () => ({
  connections: engine["clients"].size,
  sockets: io.of("/").sockets.size,
  rooms: io.of("/").adapter.rooms.size,
}));
