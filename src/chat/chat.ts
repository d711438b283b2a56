/** The product: what chuan does with a connection, from its greeting to its leaving. */
import type { Logger } from "pino";
import type { Log, Roster, TypingRelay } from "../store";
import { FIXED_LIMITS, type Limits, LOBBY, VERSION, type Welcome } from "../protocol/protocol";
import type { Allowance } from "./rate-limits";
import type { ChatServer, ChatSocket } from "./connection";
import { createDelivery } from "./messages/delivery";
import { createDirectory } from "./people/directory";
import { createDispatch } from "./dispatch";
import { identify } from "./people/identity";
import { chuan, history } from "./messages/messages";
import { join, leave, rename } from "./rooms/join";
import { people } from "./people/find";
import { createPeopleTold } from "./people/announcements";
import { announcePresence } from "./people/presence";
import { Refusal } from "./refusal";
import { createRooms } from "./rooms/rooms";
import type { Tally } from "./measurements";
import { typing } from "./people/typing";
import { createTurns } from "./fair-queue";

export interface ChatParts {
  io: ChatServer;
  log: Log;
  roster: Roster;
  relay: TypingRelay;
  logger: Logger;
  greeting: string;
  limits: Pick<Limits, "rooms" | "backlog">;
  allowance: Allowance;
  tally: Tally;
}

/** Opens the chat to connections. Resolves when the lobby is followed; rejects with `LogUnavailable`. */
export async function openChat(parts: ChatParts): Promise<void> {
  const { io, log, roster, relay, logger, greeting, limits, allowance, tally } = parts;
  const delivery = createDelivery(io, tally);
  const turns = createTurns();
  const told = createPeopleTold(io);
  const rooms = createRooms({
    log,
    roster,
    deliver: delivery.deliver,
    left: told.forget,
    most: limits.rooms ?? Infinity,
  });
  announcePresence(roster, told, logger);
  relay.onTold((typist) => io.local.volatile.to(typist.room).emit("typing", typist));
  await rooms.keep(LOBBY);

  const announced = { ...FIXED_LIMITS, ...limits };
  const welcome = (socket: ChatSocket): Welcome => ({
    version: VERSION,
    you: socket.data.you,
    room: LOBBY,
    head: rooms.head(LOBBY),
    limits: announced,
  });

  const dispatch = createDispatch(
    { allowance, logger, tally },
    {
      chuan: chuan({ log, delivery, rooms, allowance, tally }),
      history: history({ log, tally, turns }),
      join: join({ roster, rooms, answered: told.answered }),
      leave: leave(rooms),
      typing: typing(allowance, relay),
      rename: rename(rooms),
      people: people(createDirectory(roster), turns),
    },
  );

  function depart(this: ChatSocket, reason: string): void {
    logger.debug({ from: this.data.you.from, reason }, "disconnected");
    rooms.leaveAll(this);
    // Nothing can come of a connection whose one CONNECT is over.
    this.conn.close();
  }

  io.use((socket, next) => next(introduce(socket)));
  io.on("connection", (socket) => {
    const { from } = socket.data.you;
    logger.debug({ from, transport: socket.conn.transport.name }, "connected");
    socket.onAny(dispatch);
    socket.on("disconnect", depart);
    if (socket.data.asksForChanges) told.admit(socket);
    rooms.admit(socket, LOBBY);
    socket.emit("dixiu", greeting, welcome(socket));
  });
}

/** Sets who a connection is (P1), or returns why it is refused. */
function introduce(socket: ChatSocket): Error | undefined {
  try {
    socket.data.you = identify(socket.handshake.auth);
    socket.data.asksForChanges = socket.handshake.auth["presence"] === "changes";
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
