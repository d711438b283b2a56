/** The embedded store: one SQLite file, one writer, every commit synced before its messages are passed on. */
import { messageOf } from "../columns";
import type { Failed } from "../failed";
import { type OnCommit, GroupCommit } from "../group-commit";
import {
  appended,
  changed,
  isStale,
  queueOf,
  type Log,
  LogUnavailable,
  type Work,
  type Worked,
} from "../log";
import { forgetRoom } from "./forget";
import { isLocked, openServedFile, type OpenDatabaseFile } from "./sqlite-file";
import { readPage, standingOf } from "./pages";
import { retire } from "./retire";
import { openMessages, type SqliteMessages } from "./sqlite-messages";
import { WriteHealth } from "../write-health";

/** Messages in one commit at most: a few milliseconds during which nothing else is done. */
const GROUP = 1000;
/** Messages of a room among which those of one person are looked for in one step. */
const SCANNED = 5000;
/** Milliseconds for which a message waits while another process has the file locked. */
const PATIENCE = 2000;

/**
 * Opens the log in the file `path`, made if it is not there, and keeps other servers from it. Throws
 * with one clear line when that cannot be. `failed` is called with what a
 * listener of a followed room threw, or what kept removed messages from being erased. `erasedAfter` milliseconds after a
 * message was removed, that begins.
 */
export function openSqliteLog(
  path: string,
  failed: Failed,
  committed?: OnCommit,
  erasedAfter?: number,
): Log {
  const file = openServedFile(path, failed, erasedAfter);
  return createSqliteLog(file, openMessages(file.database, file.eraser, failed), committed);
}

/** The log in an open file, which it closes at its end. */
export function createSqliteLog(
  { database, eraser, close }: OpenDatabaseFile,
  messages: SqliteMessages,
  committed?: OnCommit,
): Log {
  const { statements, changes, listeners } = messages;
  const epoch = statements.epoch.get()?.id ?? "";
  let isClosed = false;

  const store = database.transaction(messages.store);

  const writes = new WriteHealth();

  const commits = new GroupCommit<Work, Worked>({
    commit(group) {
      const stored = store.immediate(group);
      messages.told(group, stored);
      return stored;
    },
    most: GROUP,
    queueOf: ({ said }) => queueOf(said),
    isTurnedBack: isStale,
    isPassing: isLocked,
    patience: PATIENCE,
    committed,
    writes,
  });

  async function tryToWrite(): Promise<void> {
    try {
      await ask(() => statements.trial.run());
      writes.succeed();
    } catch (error) {
      // Another process has the file locked, and will unlock it. Where that takes long, appending fails and tells.
      if (!(error instanceof LogUnavailable && isLocked(error.cause))) writes.fail();
      throw error;
    }
  }

  async function ask<T>(question: () => T): Promise<T> {
    if (isClosed) throw new LogUnavailable("the log is closed");
    try {
      return question();
    } catch (error) {
      throw new LogUnavailable("the store did not do it", { cause: error });
    }
  }

  const retireSome = database.transaction((room: string, before: number, most: number) => {
    const removed = retire(statements, changes, { room, before, most });
    if (removed > 0) eraser.note();
    return removed;
  });

  return {
    epoch,

    append: async (said, acts) => appended(await commits.add({ said, acts })),

    isStored: ({ room, from, id }) =>
      ask(() => {
        const key = { room: statements.place.get({ room })?.id ?? 0, from, id };
        if (statements.known.get(key)) return true;
        return statements.retired.get({ ...key, now: Date.now() }) !== null;
      }),

    change: async (said, acts) => changed(await commits.add({ said, acts })),

    read: (room, range) => ask(() => readPage(statements, room, range)),

    reactors: ({ room, ...reaction }, after, limit) =>
      ask(() => {
        const place = statements.place.get({ room })?.id ?? 0;
        const by = after ?? "";
        const last = changes.has.get({ ...reaction, place, by })?.number ?? 0;
        return changes.reactors.all({ ...reaction, place, after: last, limit });
      }),

    reactionsOf: (from, room, asked) =>
      ask(() => changes.own.all({ room, from, asked: JSON.stringify(asked) })),

    saidBy: ({ room, from, before, since }, limit) =>
      ask(() => {
        const head = statements.standing.get({ room })?.head ?? 0;
        const first = Math.min(before, head + 1);
        const above = Math.max(0, first - 1 - SCANNED);
        const asked = { room, from, before: first, above, since, limit };
        const found = statements.saidBy.all(asked).map((row) => messageOf(row, room));
        if (found.length === limit) return { messages: found, next: found.at(-1)?.seq };
        const at = statements.timeOf.get({ room, seq: above })?.at ?? 0;
        return { messages: found, next: above === 0 || at < since ? undefined : above + 1 };
      }),

    rooms: (after, limit) =>
      ask(() => statements.rooms.all({ after, limit }).map(({ name }) => name)),

    remove: (room, before, most) =>
      ask(() => {
        const removed = retireSome.immediate(room, before, most);
        if (removed > 0) eraser.due();
        return removed;
      }),

    erase: (room, most) =>
      ask(() => {
        if (statements.isDissolved.get({ room })) retireSome.immediate(room, Infinity, most);
        eraser.due();
      }),

    forget: (room) =>
      ask(() => {
        database.transaction(() => forgetRoom(database, room)).immediate();
        eraser.due();
      }),

    writes,
    tryToWrite,

    follow: (room, onMessage) =>
      ask(() => {
        // Nothing is stored in between: this is one turn of the event loop.
        const standing = standingOf(statements, room);
        const stop = listeners.add(room, onMessage);
        listeners.note(room, standing.rev);
        return { ...standing, stop };
      }),

    async close() {
      await commits.close();
      isClosed = true;
      close();
    },
  };
}
