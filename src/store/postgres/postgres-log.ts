/** The shared store: any number of machines on one Postgres database are one log. */
import { DatabaseAway } from "./connections";
import type { Postgres } from "./open-postgres";
import type { Change } from "../changes";
import { messageOf } from "../columns";
import { type OnCommit, GroupCommit } from "../group-commit";
import {
  appended,
  changed,
  type Draft,
  isStale,
  queueOf,
  type Log,
  LogUnavailable,
  type Range,
  type Work,
  type Worked,
} from "../log";
import type { Given } from "./statements";
import { createRoomFollowers } from "./followed-rooms";
import { makeChanges, readReactionsOf, readReactors } from "./change";
import { readEvents, readPage } from "./pages";
import {
  eraseSome,
  forgetRoom,
  isStored,
  removeOldest,
  roomsAfter,
  saidBy,
  store,
  writeTrial,
} from "./statements";
import { WriteHealth } from "../write-health";

/** Messages in one commit at most. */
const GROUP = 1000;

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
  let isClosed = false;

  const writes = new WriteHealth();

  async function storeDrafts(drafts: readonly Given<Draft>[]): Promise<Worked[]> {
    if (drafts.length === 0) return [];
    const stored = await store(writer, drafts);
    for (const one of stored) {
      if (!("message" in one)) continue;
      const { message, isNew } = one;
      const follower = followed.follower(message.room);
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
      const follower = followed.follower(outcome.message.room);
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

  async function ask<T>(question: () => Promise<T>): Promise<T> {
    if (isClosed) throw new LogUnavailable("the log is closed");
    try {
      return await question();
    } catch (error) {
      throw new LogUnavailable("the database did not do it", { cause: error });
    }
  }

  const eventsIn = (room: string, since: number, limit: number) =>
    ask(async () => {
      const { rows, upto } = await readEvents(reader, room, since, limit);
      const happenings = rows.map((row) => ({
        message: messageOf(row, room),
        by: row.changer ?? undefined,
      }));
      return { happenings, upto };
    });

  const followed = createRoomFollowers({ notifications, read, events: eventsIn, failed });

  /** Resolves when those who follow the room here have been told of the message. */
  async function reached(outcome: Worked): Promise<void> {
    if (!("message" in outcome)) return;
    const { room, rev } = outcome.message;
    await followed.follower(room)?.reached(rev);
  }

  return {
    epoch,

    async append(said, acts) {
      const worked = await commits.add({ said, acts });
      await reached(worked);
      return appended(worked);
    },

    isStored: (sent) => ask(() => isStored(reader, sent)),

    async change(said, acts) {
      const worked = await commits.add({ said, acts });
      await reached(worked);
      return changed(worked);
    },

    async told(room, rev) {
      const follower = followed.follower(room);
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
    follow: followed.follow,

    async close() {
      await commits.close();
      isClosed = true;
      await followed.close();
    },
  };
}

function isChange(work: Work): work is Given<Change> {
  return "kind" in work.said;
}
