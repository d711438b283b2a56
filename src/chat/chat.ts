/** The product: what chuan does with a connection, from its greeting to its leaving. */
import type { Logger } from "pino";
import type { Log } from "../log/log";
import {
  FIXED_LIMITS,
  type Limits,
  LOBBY,
  type Presence,
  VERSION,
  type Welcome,
} from "../protocol";
import type { ChatServer, ChatSocket } from "./connection";
import { createDelivery } from "./delivery";
import { dispatch } from "./dispatch";
import { identify } from "./identity";
import { chuan, history } from "./messages";
import { join, leave, rename } from "./moving";
import { announcePresence } from "./presence";
import { Refusal } from "./refusal";
import { createRooms } from "./rooms";
import { createLocalRoster } from "./roster";
import { typing } from "./typing";

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
  const roster = createLocalRoster();
  const rooms = createRooms({ log, roster, deliver: delivery.deliver, most: limits.rooms });
  const tell = (presence: Presence) => io.local.to(presence.room).emit("presence", presence);
  announcePresence(roster, tell, logger);
  await rooms.keep(LOBBY);

  const welcome = (socket: ChatSocket): Welcome => ({
    version: VERSION,
    you: socket.data.you,
    room: LOBBY,
    head: rooms.head(LOBBY),
    limits: { ...FIXED_LIMITS, ...limits },
  });

  io.use((socket, next) => next(introduce(socket)));
  io.on("connection", (socket) => {
    dispatch(socket, logger, {
      chuan: chuan(socket, { log, delivery, rooms }),
      history: history(log),
      join: join(socket, { log, roster, rooms }),
      leave: leave(socket, rooms),
      typing: typing(socket),
      rename: rename(socket, rooms),
    });
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
    socket.data.answering = new Set();
    // The key is never kept (P2): from here on, only what was made of it is known.
    socket.handshake.auth = {};
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return Object.assign(new Error(error.message), { data: error.wire });
  }
  return undefined;
}
