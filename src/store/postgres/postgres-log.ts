/** The shared store: any number of machines on one Postgres database are one log. */
import { DatabaseAway } from "./connections";
import type { Postgres } from "./open-postgres";
import type { Message } from "../../protocol/protocol";
import { Follower } from "../follower";
import { type OnCommit, GroupCommit } from "../group-commit";
import { type Draft, queueOf, type Log, LogUnavailable, type Range } from "../log";
import { announcedIn, readPage, removeOldest, roomsAfter, store, writeTrial } from "./statements";
import { RoomListeners } from "../room-listeners";
import { WriteHealth } from "../write-health";

/** Messages in one commit at most. */
const GROUP = 1000;

/** A room that somebody here tails. */
interface Followed {
  tails: number;
  follower?: Follower;
  /** Resolves when nothing newer can be missed, with what ends the following. */
  ready: Promise<() => void>;
}

/** Opens the log in the database. `failed` is told what a tail's listener threw. */
export function openPostgresLog(
  postgres: Postgres,
  failed: (error: unknown) => void,
  committed?: OnCommit,
): Log {
  const { reader, writer, listener } = postgres;
  const tails = new RoomListeners(failed);
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
    const one: Followed = { tails: 0, ready: Promise.resolve(() => {}) };
    one.ready = follow(room, one);
    followed.set(room, one);
    return one;
  }

  async function follow(room: string, one: Followed): Promise<() => void> {
    let heardOf = 0;
    let mayLack = false;
    const unsubscribe = await listener.subscribe(room, {
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
      // What was said before now is below the head that is read now.
      mayLack = false;
      const { head } = await read(room, { limit: 1 });
      const tell = (message: Message) => tails.tell(message);
      one.follower = new Follower(head, { read: (range) => read(room, range), tell });
      // What was announced while the head was read may be above it.
      one.follower.know(heardOf);
      if (mayLack) one.follower.check();
    } catch (error) {
      unsubscribe();
      throw error;
    }
    return () => {
      unsubscribe();
      one.follower?.stop();
    };
  }

  function release(room: string, one: Followed): void {
    one.tails -= 1;
    if (one.tails > 0) return;
    followed.delete(room);
    one.ready.then(
      (end) => end(),
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

    async tail(room, told) {
      const one = followed.get(room) ?? begin(room);
      one.tails += 1;
      try {
        await one.ready;
      } catch (error) {
        release(room, one);
        throw new LogUnavailable("the room could not be followed", { cause: error });
      }
      const stop = tails.add(room, told);
      return () => {
        stop();
        release(room, one);
      };
    },

    async close() {
      await commits.close();
      isClosed = true;
      const ends = followed.values().map(({ ready }) => ready.then((end) => end()));
      await Promise.allSettled(ends);
    },
  };
}
