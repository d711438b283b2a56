/** Who is in which room, and which rooms this process follows in the log: those that have somebody here. */
import type { Following, Log, OnMessage, Roster } from "../../store";
import type { Extent } from "../../protocol/protocol";
import type { ChatSocket, Followed, Membership } from "../connection";
import { Refusal } from "../refusal";
import { createRenaming } from "../people/rename-pace";

export interface Rooms {
  /** Follows a room for the life of the process, so that connections can be admitted to it. */
  keep(room: string): Promise<void>;
  /** Brings a connection into a kept room at once. */
  admit(socket: ChatSocket, room: string): void;
  /**
   * Brings a connection into any room (P4), and resolves with what `look` makes of the room's extent: once `look` is
   * called, the connection misses nothing newer. When it rejects, the connection is in the room only if another `join` was, or
   * still may be, answered with `ok`.
   */
  enter<T>(socket: ChatSocket, room: string, look: (extent: Extent) => Promise<T>): Promise<T>;
  leave(socket: ChatSocket, room: string): void;
  /** Lets go of every room of a connection that is gone. */
  leaveAll(socket: ChatSocket): void;
  /** Changes the connection's name, in every room it is in (P17). */
  rename(socket: ChatSocket, name: string): void;
  /** The last `seq` known here of a room that is followed; 0 of any other. */
  head(room: string): number;
}

export interface RoomParts {
  log: Log;
  roster: Roster;
  /** Is given every message of every followed room. */
  deliver: OnMessage;
  /** How many rooms a connection may be in. */
  most: number;
  /** Is told of each room that nobody here is in any more. */
  left: (room: string) => void;
}

export function createRooms({ log, roster, deliver, most, left }: RoomParts): Rooms {
  const followed = new Map<string, Followed>();

  function hold(room: string): Followed {
    const one = followed.get(room) ?? begin(room);
    one.holders += 1;
    return one;
  }

  function begin(room: string): Followed {
    const { promise, resolve } = Promise.withResolvers<Following>();
    const one: Followed = { holders: 0, head: 0, ready: promise };
    resolve(follow(room, one));
    followed.set(room, one);
    return one;
  }

  async function follow(room: string, one: Followed): Promise<Following> {
    const following = await log.follow(room, (message) => {
      one.head = message.seq;
      deliver(message);
    });
    one.head = Math.max(one.head, following.head);
    return following;
  }

  function release(room: string, one: Followed): void {
    one.holders -= 1;
    if (one.holders > 0) return;
    followed.delete(room);
    left(room);
    // A following that never began has nothing to end, and whoever waited for it was told.
    one.ready.then(
      ({ stop }) => stop(),
      () => {},
    );
  }

  function request(socket: ChatSocket, room: string): Membership {
    const { rooms } = socket.data;
    if (rooms.size >= most)
      throw new Refusal(
        "too_many_rooms",
        `you are in ${rooms.size} rooms, and ${most} are allowed: leave one first`,
      );
    const membership = { followed: hold(room), joined: false, entering: 0, isSure: false };
    rooms.set(room, membership);
    return membership;
  }

  function join(socket: ChatSocket, room: string, membership: Membership): void {
    if (membership.joined) return;
    membership.joined = true;
    void socket.join(room);
    roster.enter(room, socket.data.you);
  }

  function leave(socket: ChatSocket, room: string): void {
    const membership = socket.data.rooms.get(room);
    if (!membership) return;
    socket.data.rooms.delete(room);
    release(room, membership.followed);
    if (!membership.joined) return;
    void socket.leave(room);
    roster.leave(room, socket.data.you);
  }

  const tellName = createRenaming(({ data }) => {
    for (const [room, { joined }] of data.rooms) if (joined) roster.rename(room, data.you);
  });

  return {
    async keep(room) {
      await hold(room).ready;
    },

    admit(socket, room) {
      const membership = request(socket, room);
      membership.isSure = true;
      join(socket, room, membership);
    },

    async enter(socket, room, look) {
      const { rooms } = socket.data;
      const isFirst = !followed.has(room);
      const membership = rooms.get(room) ?? request(socket, room);
      // It may leave, or leave and come back, while this waits: then the membership is another.
      const isStill = () => rooms.get(room) === membership;
      membership.entering += 1;
      try {
        const begun = await membership.followed.ready;
        if (isStill()) join(socket, room, membership);
        // The extent is known where following began with this join, and nothing has come since.
        const isKnown = isFirst && begun.head === membership.followed.head;
        const seen = await look(isKnown ? begun : await log.read(room, { limit: 1 }));
        membership.isSure = true;
        return seen;
      } catch (error) {
        if (!membership.isSure && membership.entering === 1 && isStill()) leave(socket, room);
        throw error;
      } finally {
        membership.entering -= 1;
      }
    },

    leave,

    leaveAll(socket) {
      for (const room of socket.data.rooms.keys()) leave(socket, room);
    },

    rename(socket, name) {
      socket.data.you = { ...socket.data.you, name };
      tellName(socket);
    },

    head: (room) => followed.get(room)?.head ?? 0,
  };
}
