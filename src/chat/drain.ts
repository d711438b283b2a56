/** Closes all connections without losing anything (P18): announced, spread over time, and after the last answer. */
import type { ChatServer, ChatSocket } from "./chat-socket";

/** Connections closed a second at most, so that they do not all come back in one. */
const CLOSED_PER_SECOND = 1000;
/** The part of the time that is left for slow answers and for closing the store. */
const RESERVE = 0.2;
/** Milliseconds from one poll of a client to the next, while it fetches its last answers. */
const FAREWELL = 2000;

/**
 * Tells every connection when it will be closed, each at its own time, and closes it then: as a lost
 * transport, after which a client reconnects by itself. What was accepted is answered before.
 * Resolves when all are closed; takes at most `seconds`, and with 0 closes at once.
 */
export async function drain(io: ChatServer, seconds: number): Promise<void> {
  // A client that is about to come in is cut off, and so tries again; after a refusal it would not.
  io.use(({ conn }) => conn.close());
  // One that was being let in when this began, too.
  io.on("connection", ({ conn }) => conn.close());
  const sockets = [...io.of("/").sockets.values()];
  const window = Math.min(seconds * (1 - RESERVE), sockets.length / CLOSED_PER_SECOND) * 1000;
  const deadline = Bun.sleep(seconds * 1000);
  const closings = sockets.map((socket, n) => {
    const delay = Math.ceil((window * (n + 1)) / sockets.length);
    socket.data.isLeaving = true;
    socket.emit("leaving", { in: delay });
    return closeAfter(socket, delay);
  });
  await Promise.race([Promise.all(closings), deadline]);
  for (const socket of sockets) socket.conn.close();
}

async function closeAfter(socket: ChatSocket, delay: number): Promise<void> {
  await Bun.sleep(delay);
  // While these finish more may be accepted, up to the moment of closing.
  while (socket.data.answering > 0) await allAnswered(socket);
  if (socket.connected) await close(socket.conn);
}

function allAnswered({ data }: ChatSocket): Promise<void> {
  return new Promise((resolve) => (data.onAnswered = resolve));
}

/**
 * Closes a connection. By long-polling it is over only when its client has fetched what is still unsent, 16 packets a
 * poll, or has stopped polling.
 */
async function close(connection: ChatSocket["conn"]): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  let timer = setTimeout(resolve, FAREWELL);
  connection.once("close", () => resolve());
  connection.on("flush", () => {
    clearTimeout(timer);
    timer = setTimeout(resolve, FAREWELL);
  });
  connection.close();
  await over;
  clearTimeout(timer);
}
