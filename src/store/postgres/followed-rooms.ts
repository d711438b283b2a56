/** The rooms that a machine follows in the shared store: each by one follower, for any number of listeners. */
import { Follower, type Happenings } from "../follower";
import { type Following, type Log, LogUnavailable, type OnMessage } from "../log";
import { RoomListeners } from "../room-listeners";
import type { Notifications } from "./notifications";
import { announcedIn } from "./statements";

/** A room that is followed here, by one listener or several. */
interface Followed {
  listeners: number;
  follower?: Follower;
  /** Resolves when nothing newer can be missed. */
  ready: Promise<Following>;
}

export interface RoomFollowers {
  /** Follows a room, as `Log.follow` promises it. */
  follow: Log["follow"];
  /** What puts in order what happens in a room, if it is followed. */
  follower: (room: string) => Follower | undefined;
  /** Stops following. */
  close: () => Promise<void>;
}

export interface FollowedRoomsParts {
  notifications: Pick<Notifications, "subscribe">;
  read: Log["read"];
  /** Reads at most `limit` things that happened in a room above the `rev` `since`. */
  events: (room: string, since: number, limit: number) => Promise<Happenings>;
  /** Called with what a listener threw. */
  failed: (error: unknown) => void;
}

export function createRoomFollowers(parts: FollowedRoomsParts): RoomFollowers {
  const { notifications, read, events, failed } = parts;
  const listeners = new RoomListeners(failed);
  const followed = new Map<string, Followed>();

  function begin(room: string): Followed {
    const { promise, resolve } = Promise.withResolvers<Following>();
    const one: Followed = { listeners: 0, ready: promise };
    resolve(listen(room, one));
    followed.set(room, one);
    return one;
  }

  async function listen(room: string, one: Followed): Promise<Following> {
    let heardOf = 0;
    let mayLack = false;
    const check = () => {
      mayLack = true;
      one.follower?.check();
    };
    const unsubscribe = await notifications.subscribe(room, {
      heard(news) {
        for (const announced of announcedIn(news)) {
          if (!announced) check();
          else {
            const { rev, message, by } = announced;
            heardOf = Math.max(heardOf, rev);
            if (message) one.follower?.offer({ message, by });
            else one.follower?.know(rev);
          }
        }
      },
      listening: check,
    });
    try {
      // What was announced before now is at or below the rev that is read now.
      mayLack = false;
      const { head, floor, rev } = await read(room, { limit: 1 });
      const tell: OnMessage = (message, news) => listeners.tell(message, news);
      const follower = new Follower(rev, {
        read: (since, limit) => events(room, since, limit),
        tell,
      });
      one.follower = follower;
      // What was announced while the rev was read may be above it.
      follower.know(heardOf);
      if (mayLack) follower.check();
      const stop = () => {
        unsubscribe();
        follower.stop();
      };
      return { head, floor, rev, stop };
    } catch (error) {
      unsubscribe();
      throw error;
    }
  }

  function release(room: string, one: Followed): void {
    one.listeners -= 1;
    if (one.listeners > 0) return;
    followed.delete(room);
    one.ready.then(
      ({ stop }) => stop(),
      () => {},
    );
  }

  return {
    follower: (room) => followed.get(room)?.follower,

    async follow(room, onMessage) {
      const known = followed.get(room);
      const one = known ?? begin(room);
      one.listeners += 1;
      // Before the head is read, so that the listener gets every message above it.
      const remove = listeners.add(room, onMessage);
      const stop = () => {
        remove();
        release(room, one);
      };
      try {
        const begun = await one.ready;
        const { head, floor, rev } = known ? await read(room, { limit: 1 }) : begun;
        return { head, floor, rev, stop };
      } catch (error) {
        stop();
        throw new LogUnavailable("the room could not be followed", { cause: error });
      }
    },

    async close() {
      const ends = followed.values().map(({ ready }) => ready.then(({ stop }) => stop()));
      await Promise.allSettled(ends);
    },
  };
}
