/** The rooms that this process follows in the log, from which their messages go to the connections here. */
import type { Notice } from "../../protocol";
import type { Following, Log } from "../../store";
import type { Profiles } from "../access/profiles";
import type { Delivery } from "../messages/delivery";

/** A room that is followed for as long as it has holders. */
export interface FollowedRoom {
  holders: number;
  /** The last `seq` and the last `rev` known here. */
  head: number;
  rev: number;
  /** Resolves once no newer message can be missed, with the room's standing at that moment and what ends the following. */
  ready: Promise<Following>;
}

export interface FollowedRooms {
  /** Follows the room until each holder has released it. */
  hold: (room: string) => FollowedRoom;
  /** Gives up one hold of the room, and returns whether it was the last. */
  release: (room: string) => boolean;
  /** The last `seq` and the last `rev` known here of a room that is followed; 0 of any other. */
  known: (room: string) => Pick<FollowedRoom, "head" | "rev">;
}

/**
 * Follows rooms in `log`, with their profiles, and gives everything that happens to messages in them to `delivery`. `acted` is
 * called with each act, when it has been told.
 */
export function createFollowedRooms(
  log: Log,
  delivery: Pick<Delivery, "deliver">,
  profiles: Pick<Profiles, "hold" | "letGo">,
  acted: (room: string, notice: Notice) => void = () => {},
): FollowedRooms {
  const followed = new Map<string, FollowedRoom>();

  function begin(room: string): FollowedRoom {
    const { promise, resolve } = Promise.withResolvers<Following>();
    const one: FollowedRoom = { holders: 0, head: 0, rev: 0, ready: promise };
    resolve(follow(room, one));
    followed.set(room, one);
    return one;
  }

  async function follow(room: string, one: FollowedRoom): Promise<Following> {
    const held = profiles.hold(room);
    // Whatever becomes of it is known below.
    held.catch(() => {});
    const following = await log.follow(room, (message, news) => {
      one.head = Math.max(one.head, message.seq);
      one.rev = message.rev;
      delivery.deliver(message, news);
      if (message.notice && news.by === undefined) acted(room, message.notice);
    });
    await held.catch((error: unknown) => {
      following.stop();
      throw error;
    });
    one.head = Math.max(one.head, following.head);
    one.rev = Math.max(one.rev, following.rev);
    return following;
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
      profiles.letGo(room);
      // A following that never began has nothing to end, and those who waited for it know why.
      one.ready.then(
        ({ stop }) => stop(),
        () => {},
      );
      return true;
    },

    known: (room) => followed.get(room) ?? { head: 0, rev: 0 },
  };
}
