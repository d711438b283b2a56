/** The rooms that this process follows in the log, from which their messages go to the connections here. */
import type { Log } from "../../store/log";
import type { Delivery } from "../messages/delivery";

/** A room that is followed for as long as it has holders. */
export interface FollowedRoom {
  holders: number;
  /** The last `seq` known here. */
  head: number;
  /** Resolves with what ends the following, once no newer message can be missed. */
  ready: Promise<() => void>;
}

export interface Following {
  /** Follows the room until each holder has released it. */
  hold: (room: string) => FollowedRoom;
  /** Gives up one hold of the room, and returns whether it was the last. */
  release: (room: string) => boolean;
  /** The last `seq` known here of a room that is followed; 0 of any other. */
  head: (room: string) => number;
}

/** Follows rooms in `log`, and gives every message of theirs to `delivery`. */
export function createFollowing(log: Log, delivery: Pick<Delivery, "deliver">): Following {
  const followed = new Map<string, FollowedRoom>();

  function begin(room: string): FollowedRoom {
    const one: FollowedRoom = { holders: 0, head: 0, ready: Promise.resolve(() => {}) };
    one.ready = follow(room, one);
    followed.set(room, one);
    return one;
  }

  async function follow(room: string, one: FollowedRoom): Promise<() => void> {
    const stop = await log.tail(room, (message) => {
      one.head = message.seq;
      delivery.deliver(message);
    });
    try {
      const { head } = await log.read(room, { limit: 1 });
      one.head = Math.max(one.head, head);
      return stop;
    } catch (error) {
      stop();
      throw error;
    }
  }

  return {
    hold(room) {
      const one = followed.get(room) ?? begin(room);
      one.holders += 1;
      return one;
    },

    release(room) {
      const one = followed.get(room);
      if (!one) return false;
      one.holders -= 1;
      if (one.holders > 0) return false;
      followed.delete(room);
      // A following that never began has nothing to end, and those who waited for it know why.
      one.ready.then(
        (stop) => stop(),
        () => {},
      );
      return true;
    },

    head: (room) => followed.get(room)?.head ?? 0,
  };
}
