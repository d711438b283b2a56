import type { Server } from "socket.io";

/** The chat of the tutorial, which is all that a Socket.IO server has to do to be compared. */
export function serveTutorial(io: Server): void {
  io.on("connection", (socket) => {
    socket.emit("dixiu", "丢你楼某");
    socket.on("chuan", (msg: unknown) => socket.broadcast.emit("tianxiu", msg));
  });
}
