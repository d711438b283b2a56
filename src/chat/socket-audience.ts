/** The audience on Socket.IO: a room of the chat is a room of Socket.IO, and a caller's id is its socket's. */
import { PacketType } from "socket.io-parser";
import { isBehind } from "../engine";
import type { Audience } from "./audience";
import type { ChatServer } from "./chat-socket";

export function createSocketAudience(io: ChatServer): Audience {
  const namespace = io.of("/");
  const idsIn = (room: string) => namespace.adapter.rooms.get(room);

  return {
    enter: ({ id }, room) => void namespace.sockets.get(id)?.join(room),
    leave: ({ id }, room) => void namespace.sockets.get(id)?.leave(room),
    has: (id, room) => idsIn(room)?.has(id) ?? false,

    isBehind({ id }) {
      const socket = namespace.sockets.get(id);
      return socket !== undefined && !socket.data.isLeaving && isBehind(socket);
    },

    size: (room) => idsIn(room)?.size ?? 0,

    sizeOfBoth(room, other) {
      const [ids, others] = [idsIn(room), idsIn(other)];
      let both = 0;
      if (ids && others) for (const id of ids) if (others.has(id)) both += 1;
      return both;
    },

    callersIn: (room) =>
      [...(idsIn(room) ?? [])].flatMap((id) => namespace.sockets.get(id)?.data ?? []),

    everybody: () => namespace.sockets.values().map(({ data }) => data),

    callersOf: (person) =>
      Iterator.from(namespace.sockets.values())
        .map(({ data }) => data)
        .filter((caller) => caller.person.from === person)
        .toArray(),

    end: ({ id }) => void namespace.sockets.get(id)?.disconnect(true),

    tellOne: ({ id }, event, ...args) => void namespace.sockets.get(id)?.emit(event, ...args),
    cutOff: ({ id }) => namespace.sockets.get(id)?.conn.close(),

    tell({ room, except = [], isVolatile = false }, event, ...args) {
      // As `io.local.to(room).except(except).emit(event, ...args)`, which copies its sets at each step: 2 µs a message.
      namespace.adapter.broadcast(
        { type: PacketType.EVENT, data: [event, ...args] },
        {
          rooms: new Set(room === undefined ? [] : [room]),
          except: new Set(typeof except === "string" ? [except] : except),
          // Other machines hear of it from the log, the roster or the relay.
          flags: { local: true, volatile: isVolatile },
        },
      );
    },
  };
}
