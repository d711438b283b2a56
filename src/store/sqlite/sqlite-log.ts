/** The embedded store: one SQLite file, one writer, every commit synced before its messages are passed on. */
import type { Change, Outcome } from "../changes";
import { type OnCommit, GroupCommit } from "../group-commit";
import { type Draft, queueOf, type Log, LogUnavailable } from "../log";
import { forgetRoom } from "./forget";
import { isLocked, openServedFile, type ServedFile } from "./sqlite-file";
import { readPage, standingOf } from "./pages";
import { prepareChangeStatements } from "./change-statements";
import { prepareStatements } from "./sqlite-statements";
import { retire } from "./retire";
import { storeAll } from "./write";
import { RoomListeners } from "../room-listeners";
import { WriteHealth } from "../write-health";

/** Messages in one commit at most: a few milliseconds during which nothing else is done. */
const GROUP = 1000;
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
  failed: (error: unknown) => void,
  committed?: OnCommit,
  erasedAfter?: number,
): Log {
  return createSqliteLog(openServedFile(path, failed, erasedAfter), failed, committed);
}

/** The log in an open file, which it closes at its end. */
export function createSqliteLog(
  { database, eraser, close }: ServedFile,
  failed: (error: unknown) => void,
  committed?: OnCommit,
): Log {
  const statements = prepareStatements(database);
  const changes = prepareChangeStatements(database);
  const epoch = statements.epoch.get()?.id ?? "";
  const listeners = new RoomListeners(failed);
  let isClosed = false;

  const store = database.transaction((group: readonly (Draft | Change)[]) => {
    if (group.some(isErasing)) eraser.note();
    return storeAll(statements, changes, group);
  });

  const writes = new WriteHealth();

  const commits = new GroupCommit<Draft | Change, Outcome>({
    commit(group) {
      const stored = store.immediate(group);
      for (const one of stored) if (one.news) listeners.tell(one.message, one.news);
      if (group.some(isErasing)) eraser.due();
      return stored;
    },
    most: GROUP,
    queueOf,
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

    async append(draft) {
      const stored = await commits.add(draft);
      if ("refused" in stored) throw new Error(`a message was refused: ${stored.refused}`);
      return stored.message;
    },

    change: (change) => commits.add(change),

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
        return { ...standingOf(statements, room), stop: listeners.add(room, onMessage) };
      }),

    async close() {
      await commits.close();
      isClosed = true;
      close();
    },
  };
}

/** Whether a text that is stored may go. */
function isErasing(work: Draft | Change): boolean {
  return "kind" in work && work.kind !== "react";
}
