/** Socket.IO on Node with its default engine, with the tutorial's chat on it. */
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer();
const io = new Server(server, { serveClient: false });
io.on("connection", (socket) => {
  socket.emit("dixiu", "丢你楼某");
  socket.on("chuan", (msg) => socket.broadcast.emit("tianxiu", msg));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
