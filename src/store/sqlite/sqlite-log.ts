/** The embedded store: one SQLite file, one writer, every commit synced before its messages are passed on. */
import { SQLiteError } from "bun:sqlite";
import type { Extent, Message } from "../../protocol";
import { takeWithin } from "../within-bytes";
import { type OnCommit, GroupCommit } from "../group-commit";
import { type Draft, queueOf, type Log, LogUnavailable, type Range } from "../log";
import { openSqliteFile } from "./sqlite-file";
import { prepareStatements, type RoomRow, type Statements } from "./sqlite-statements";
import { RoomListeners } from "../room-listeners";
import { WriteHealth } from "../write-health";

/** Messages in one commit at most: a few milliseconds during which nothing else is done. */
const GROUP = 1000;
/** Milliseconds for which a message waits while another process has the file locked. */
const PATIENCE = 2000;

interface Stored {
  message: Message;
  isNew: boolean;
}

/**
 * Opens the log in the file `path`, made if it is not there, and keeps other servers from it. Throws
 * with one clear line when that cannot be. `failed` is called with what a
 * listener of a followed room threw.
 */
export function openSqliteLog(
  path: string,
  failed: (error: unknown) => void,
  committed?: OnCommit,
): Log {
  const { database, close } = openSqliteFile(path);
  const statements = prepareStatements(database);
  const listeners = new RoomListeners(failed);
  let isClosed = false;

  const store = database.transaction((drafts: readonly Draft[]) => storeAll(statements, drafts));

  const writes = new WriteHealth();

  const commits = new GroupCommit<Draft, Message>({
    commit(drafts) {
      const stored = store.immediate(drafts);
      for (const { message, isNew } of stored) if (isNew) listeners.tell(message);
      return stored.map(({ message }) => message);
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

  return {
    append: (draft) => commits.add(draft),

    read: (room, range) => ask(() => pageOf(statements, room, range)),

    rooms: (after, limit) =>
      ask(() => statements.rooms.all({ after, limit }).map(({ name }) => name)),

    remove: (room, before, most) =>
      ask(() => statements.remove.run({ room, before, most }).changes),

    writes,
    tryToWrite,

    follow: (room, onMessage) =>
      ask(() => {
        // Nothing is stored in between: this is one turn of the event loop.
        const extent = extentOf(statements, room);
        return { ...extent, stop: listeners.add(room, onMessage) };
      }),

    async close() {
      await commits.close();
      isClosed = true;
      close();
    },
  };
}

function isLocked(error: unknown): boolean {
  return error instanceof SQLiteError && error.code === "SQLITE_BUSY";
}

/** Stores a group. Each of its rooms is read once and written once, however many messages it has. */
function storeAll(statements: Statements, drafts: readonly Draft[]): Stored[] {
  const now = Date.now();
  const places = new Map<string, RoomRow>();
  const stored = drafts.map((draft) => {
    const place = places.get(draft.room) ?? placeIn(statements, draft.room);
    places.set(draft.room, place);
    return storeOne(statements, draft, place, now);
  });
  for (const { id, head, at } of places.values()) statements.advance.run({ id, head, at });
  return stored;
}

function placeIn({ place, found }: Statements, room: string): RoomRow {
  const known = place.get({ room }) ?? found.get({ room });
  if (!known) throw new Error("the room was not made");
  return known;
}

/** Stores a message at the next place in its room, unless it is known. */
function storeOne(statements: Statements, draft: Draft, place: RoomRow, now: number): Stored {
  const seq = place.head + 1;
  // A clock that is set back does not take a room's messages back in time.
  const message = { ...draft, seq, at: Math.max(place.at, now) };
  const { changes } = statements.insert.run({ ...message, place: place.id });
  if (changes === 0) return { message: knownAs(statements, draft, place), isNew: false };
  place.head = seq;
  place.at = message.at;
  return { message, isNew: true };
}

function knownAs({ known }: Statements, { room, from, id }: Draft, place: RoomRow): Message {
  const row = known.get({ room: place.id, from, id });
  if (!row) throw new Error("the message was neither stored nor known");
  return { ...row, room };
}

function extentOf({ extent }: Statements, room: string): Extent {
  return extent.get({ room }) ?? { head: 0, floor: 0 };
}

function pageOf(statements: Statements, room: string, { after, before, limit, bytes }: Range) {
  const { head, floor } = extentOf(statements, room);
  const below = before ?? Number.MAX_SAFE_INTEGER;
  const rows =
    after === undefined
      ? takeWithin(statements.newest.iterate({ room, before: below, limit }), bytes).toReversed()
      : takeWithin(statements.after.iterate({ room, after, before: below, limit }), bytes);
  return { messages: rows.map((row) => ({ ...row, room })), head, floor };
}
