/** The shared store: any number of machines on one Postgres database are one log. */
import { DatabaseAway } from "./connections";
import type { Postgres } from "./open-postgres";
import type { Change } from "../changes";
import { messageOf } from "../columns";
import { Follower } from "../follower";
import { type OnCommit, GroupCommit } from "../group-commit";
import {
  appended,
  changed,
  type Draft,
  type Following,
  isStale,
  queueOf,
  type Log,
  LogUnavailable,
  type OnMessage,
  type Range,
  type Work,
  type Worked,
} from "../log";
import type { Given } from "./statements";
import { makeChanges, readReactionsOf, readReactors } from "./change";
import { readEvents, readPage } from "./pages";
import {
  announcedIn,
  eraseSome,
  forgetRoom,
  removeOldest,
  roomsAfter,
  saidBy,
  store,
  writeTrial,
} from "./statements";
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

/** The log, with what the community needs, whose decisions write into it. */
export interface PostgresLog extends Log {
  /** Resolves when those who follow the room here have been told of everything up to `rev`, which is stored. */
  told: (room: string, rev: number) => Promise<void>;
}

/** Opens the log in the database. `failed` is called with what a listener of a followed room threw. */
export function openPostgresLog(
  postgres: Postgres,
  failed: (error: unknown) => void,
  committed?: OnCommit,
): PostgresLog {
  const { reader, writer, notifications, epoch } = postgres;
  const listeners = new RoomListeners(failed);
  const followed = new Map<string, Followed>();
  let isClosed = false;

  const writes = new WriteHealth();

  async function storeDrafts(drafts: readonly Given<Draft>[]): Promise<Worked[]> {
    if (drafts.length === 0) return [];
    const stored = await store(writer, drafts);
    for (const one of stored) {
      if (!("message" in one)) continue;
      const { message, isNew } = one;
      const follower = followed.get(message.room)?.follower;
      if (isNew) follower?.offer({ message });
      // What happened to it since it was said may be unknown here.
      else follower?.know(message.rev);
    }
    return stored;
  }

  async function storeChanges(changes: readonly Given<Change>[]): Promise<Worked[]> {
    if (changes.length === 0) return [];
    const made = await makeChanges(writer, changes);
    for (const { outcome, news } of made) {
      if (!("message" in outcome)) continue;
      const follower = followed.get(outcome.message.room)?.follower;
      if (news) follower?.offer(news);
      // A change that was made before its acknowledgement was lost may be unknown here.
      else follower?.know(outcome.message.rev);
    }
    return made.map(({ outcome }) => outcome);
  }

  const commits = new GroupCommit<Work, Worked>({
    async commit(group) {
      const drafts = await storeDrafts(
        group.filter((work): work is Given<Draft> => !isChange(work)),
      );
      const changes = await storeChanges(group.filter(isChange));
      // In the order of the group.
      return group.flatMap((work) => (isChange(work) ? changes : drafts).splice(0, 1));
    },
    most: GROUP,
    queueOf: ({ said }) => queueOf(said),
    isTurnedBack: isStale,
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

  const events = (room: string, since: number, limit: number) =>
    ask(async () => {
      const { rows, upto } = await readEvents(reader, room, since, limit);
      const happenings = rows.map((row) => ({
        message: messageOf(row, room),
        by: row.changer ?? undefined,
      }));
      return { happenings, upto };
    });

  async function ask<T>(question: () => Promise<T>): Promise<T> {
    if (isClosed) throw new LogUnavailable("the log is closed");
    try {
      return await question();
    } catch (error) {
      throw new LogUnavailable("the database did not do it", { cause: error });
    }
  }

  /** Resolves when those who follow the room here have been told of the message. */
  async function reached(outcome: Worked): Promise<void> {
    if (!("message" in outcome)) return;
    const { room, rev } = outcome.message;
    await followed.get(room)?.follower?.reached(rev);
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
    epoch,

    async append(said, acts) {
      const worked = await commits.add({ said, acts });
      await reached(worked);
      return appended(worked);
    },

    async change(said, acts) {
      const worked = await commits.add({ said, acts });
      await reached(worked);
      return changed(worked);
    },

    async told(room, rev) {
      const follower = followed.get(room)?.follower;
      follower?.know(rev);
      await follower?.reached(rev);
    },

    saidBy: (asked, limit) => ask(() => saidBy(reader, asked, limit)),

    read,
    reactors: (place, after, limit) => ask(() => readReactors(reader, place, after, limit)),
    reactionsOf: (from, room, asked) => ask(() => readReactionsOf(reader, from, room, asked)),
    rooms: (after, limit) => ask(() => roomsAfter(reader, after, limit)),
    remove: (room, before, most) => ask(() => removeOldest(reader, room, before, most)),
    erase: (room, most) => ask(() => eraseSome(reader, room, most)),
    forget: (room) => ask(() => forgetRoom(reader, room)),

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
        const { head, floor, rev } = known ? await read(room, { limit: 1 }) : begun;
        return { head, floor, rev, stop };
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

function isChange(work: Work): work is Given<Change> {
  return "kind" in work.said;
}
