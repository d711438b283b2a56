/** Who is in which room, and which rooms this process follows in the log: those that have somebody here. */
import type { Listener, Log } from "../log/log";
import type { ChatSocket, Followed } from "./connection";
import { Refusal } from "./refusal";

export interface Rooms {
  /** Follows a room for the life of the process, so that connections can be admitted to it. */
  keep(room: string): Promise<void>;
  /** Brings a connection into a kept room at once. */
  admit(socket: ChatSocket, room: string): void;
  /** Brings a connection into any room (P4). Once this resolves, it misses nothing newer. */
  enter(socket: ChatSocket, room: string): Promise<void>;
  leave(socket: ChatSocket, room: string): void;
  /** Lets go of every room of a connection that is gone. */
  leaveAll(socket: ChatSocket): void;
  /** The last `seq` known here of a room that is followed; 0 of any other. */
  head(room: string): number;
}

/** `deliver` is given every message of every followed room; a connection may be in `most` rooms, 0 for any number. */
export function createRooms(log: Log, deliver: Listener, most: number): Rooms {
  const followed = new Map<string, Followed>();

  function hold(room: string): Followed {
    const one = followed.get(room) ?? begin(room);
    one.holders += 1;
    return one;
  }

  function begin(room: string): Followed {
    const one: Followed = { holders: 0, head: 0, ready: Promise.resolve(() => {}) };
    one.ready = follow(room, one);
    followed.set(room, one);
    return one;
  }

  async function follow(room: string, one: Followed): Promise<() => void> {
    const stop = await log.tail(room, (message) => {
      one.head = message.seq;
      deliver(message);
    });
    const { head } = await log.read(room, { limit: 1 });
    one.head = Math.max(one.head, head);
    return stop;
  }

  function release(room: string, one: Followed): void {
    one.holders -= 1;
    if (one.holders > 0) return;
    followed.delete(room);
    // A following that never began has nothing to end, and whoever waited for it was told.
    one.ready.then(
      (stop) => stop(),
      () => {},
    );
  }

  function take(socket: ChatSocket, room: string): Followed {
    const { rooms } = socket.data;
    if (most > 0 && rooms.size >= most)
      throw new Refusal(
        "too_many_rooms",
        `you are in ${rooms.size} rooms, and ${most} are allowed`,
      );
    const one = hold(room);
    rooms.set(room, one);
    return one;
  }

  function leave(socket: ChatSocket, room: string): void {
    const one = socket.data.rooms.get(room);
    if (!one) return;
    socket.data.rooms.delete(room);
    void socket.leave(room);
    release(room, one);
  }

  return {
    keep: (room) => hold(room).ready.then(() => {}),

    admit(socket, room) {
      take(socket, room);
      void socket.join(room);
    },

    async enter(socket, room) {
      const { rooms } = socket.data;
      const one = rooms.get(room) ?? take(socket, room);
      // It may have left, or left and come back, while this waited: then this entry is not its own any more.
      const stillIts = () => rooms.get(room) === one;
      try {
        await one.ready;
      } catch (error) {
        if (stillIts()) leave(socket, room);
        throw error;
      }
      if (stillIts()) void socket.join(room);
    },

    leave,

    leaveAll(socket) {
      for (const room of socket.data.rooms.keys()) leave(socket, room);
    },

    head: (room) => followed.get(room)?.head ?? 0,
  };
}
