/** The product: what chuan does with a connection, from its greeting to its leaving. */
import type { Logger } from "pino";
import type { Log } from "../log/log";
import { checks, FIXED_LIMITS, type Limits, LOBBY, VERSION, type Welcome } from "../protocol";
import type { ChatServer, ChatSocket } from "./connection";
import { createDelivery } from "./delivery";
import { dispatch } from "./dispatch";
import { identify } from "./identity";
import { chuan, history } from "./messages";
import { checked, Refusal } from "./refusal";
import { createRooms } from "./rooms";

export interface ChatParts {
  io: ChatServer;
  log: Log;
  logger: Logger;
  greeting: string;
  limits: Pick<Limits, "rooms" | "backlog">;
}

/** Opens the chat to connections. Resolves when the lobby is followed; rejects with `LogUnavailable`. */
export async function openChat({ io, log, logger, greeting, limits }: ChatParts): Promise<void> {
  const delivery = createDelivery(io);
  const rooms = createRooms(log, delivery.deliver, limits.rooms);
  await rooms.keep(LOBBY);

  const welcome = (socket: ChatSocket): Welcome => ({
    version: VERSION,
    you: socket.data.you,
    room: LOBBY,
    head: rooms.head(LOBBY),
    limits: { ...FIXED_LIMITS, ...limits },
  });

  const handlers = (socket: ChatSocket) => ({
    chuan: chuan(socket, log, delivery),
    history: history(log),
    join: async (request: unknown) => {
      const { room } = checked(checks.room, request);
      await rooms.enter(socket, room);
      const { head, floor } = await log.read(room, { limit: 1 });
      return { room, head, floor };
    },
    leave: (request: unknown) => {
      rooms.leave(socket, checked(checks.room, request).room);
      return {};
    },
  });

  io.use((socket, next) => next(introduce(socket)));
  io.on("connection", (socket) => {
    dispatch(socket, handlers(socket), logger);
    socket.on("disconnect", () => rooms.leaveAll(socket));
    rooms.admit(socket, LOBBY);
    socket.emit("dixiu", greeting, welcome(socket));
  });
}

/** Sets who a connection is (P1), or returns why it is refused. */
function introduce(socket: ChatSocket): Error | undefined {
  try {
    socket.data.you = identify(socket.handshake.auth);
    socket.data.rooms = new Map();
    // The key is never kept (P2): from here on, only what was made of it is known.
    socket.handshake.auth = {};
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return Object.assign(new Error(error.message), { data: error.wire });
  }
  return undefined;
}
