/** A tutorial's chat without guards: an attack that fails is stopped by the engine under it. */
import type { Server } from "socket.io";

/** Opens it to connections. */
export function openTutorial(io: Server): void {
  // As a look-up of an account does that never answers for unknown ones.
  io.use(({ handshake }, next) => {
    if (handshake.auth["name"] !== "mallory") setTimeout(next, 100);
  });
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
    socket.on("send everybody away", () => io.disconnectSockets(true));
  });
}
