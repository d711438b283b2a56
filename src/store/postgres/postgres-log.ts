/** The shared store: any number of machines on one Postgres database are one log. */
import { DatabaseAway } from "./connections";
import type { Postgres } from "./open-postgres";
import type { Message } from "../../protocol";
import { Follower } from "../follower";
import { type OnCommit, GroupCommit } from "../group-commit";
import { type Draft, type Following, queueOf, type Log, LogUnavailable, type Range } from "../log";
import { announcedIn, readPage, removeOldest, roomsAfter, store, writeTrial } from "./statements";
import { RoomListeners } from "../room-listeners";
import { WriteHealth } from "../write-health";

/** Messages in one commit at most. */
const GROUP = 1000;

/** A room that is followed here, by one listener or several. */
interface Followed {
  listeners: number;
  follower?: Follower;
  /** Resolves when nothing newer can be missed. */
  ready: Promise<Following>;
}

/** Opens the log in the database. `failed` is called with what a listener of a followed room threw. */
export function openPostgresLog(
  postgres: Postgres,
  failed: (error: unknown) => void,
  committed?: OnCommit,
): Log {
  const { reader, writer, notifications } = postgres;
  const listeners = new RoomListeners(failed);
  const followed = new Map<string, Followed>();
  let isClosed = false;

  const writes = new WriteHealth();

  const commits = new GroupCommit<Draft, Message>({
    async commit(drafts) {
      const messages = await store(writer, drafts);
      for (const message of messages) followed.get(message.room)?.follower?.offer(message);
      return messages;
    },
    most: GROUP,
    queueOf,
    isPassing: (error) => error instanceof DatabaseAway,
    patience: postgres.patience.message,
    committed,
    writes,
  });

  async function tryToWrite(): Promise<void> {
    try {
      await ask(() => writeTrial(reader));
      writes.succeed();
    } catch (error) {
      writes.fail();
      throw error;
    }
  }

  const read = (room: string, range: Range) => ask(() => readPage(reader, room, range));

  async function ask<T>(question: () => Promise<T>): Promise<T> {
    if (isClosed) throw new LogUnavailable("the log is closed");
    try {
      return await question();
    } catch (error) {
      throw new LogUnavailable("the database did not do it", { cause: error });
    }
  }

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
    const unsubscribe = await notifications.subscribe(room, {
      heard(news) {
        for (const announced of announcedIn(news)) {
          heardOf = announced.seq;
          if ("id" in announced) one.follower?.offer(announced);
          else one.follower?.know(announced.seq);
        }
      },
      listening() {
        mayLack = true;
        one.follower?.check();
      },
    });
    try {
      // Messages that were announced before now are at or below the head that is read now.
      mayLack = false;
      const { head, floor } = await read(room, { limit: 1 });
      const tell = (message: Message) => listeners.tell(message);
      const follower = new Follower(head, { read: (range) => read(room, range), tell });
      one.follower = follower;
      // A message that was announced while the head was read may be above it.
      follower.know(heardOf);
      if (mayLack) follower.check();
      const stop = () => {
        unsubscribe();
        follower.stop();
      };
      return { head, floor, stop };
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
    async append(draft) {
      const message = await commits.add(draft);
      await followed.get(message.room)?.follower?.reached(message.seq);
      return message;
    },

    read,
    rooms: (after, limit) => ask(() => roomsAfter(reader, after, limit)),
    remove: (room, before, most) => ask(() => removeOldest(reader, room, before, most)),

    writes,
    tryToWrite,

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
        const { head, floor } = known ? await read(room, { limit: 1 }) : begun;
        return { head, floor, stop };
      } catch (error) {
        stop();
        throw new LogUnavailable("the room could not be followed", { cause: error });
      }
    },

    async close() {
      await commits.close();
      isClosed = true;
      const ends = followed.values().map(({ ready }) => ready.then(({ stop }) => stop()));
      await Promise.allSettled(ends);
    },
  };
}
