/** The embedded store: one SQLite file, one writer, every commit synced before anybody hears of it. */
import { type Database, SQLiteError } from "bun:sqlite";
import type { Message } from "../../protocol/protocol";
import { takeWithin } from "../within-bytes";
import { type OnCommit, GroupCommit } from "../group-commit";
import { type Draft, queueOf, type Log, LogUnavailable, type Range } from "../log";
import { openSqliteFile } from "./sqlite-file";
import { RoomListeners } from "../room-listeners";
import { WriteHealth } from "../write-health";

/** Messages in one commit at most: a few milliseconds during which nothing else is done. */
const GROUP = 1000;
/** Milliseconds for which a message waits while another process has the file locked. */
const PATIENCE = 2000;

type Row = Omit<Message, "room">;

/** Where a room's log stands: its last number, and when that was given. */
interface Place {
  id: number;
  head: number;
  at: number;
}

interface Stored {
  message: Message;
  isNew: boolean;
}

/**
 * Opens the log in the file `path`, made if it is not there, and keeps other servers from it. Throws
 * with one clear line when that cannot be. `failed` is told what a tail's listener threw.
 */
export function openSqliteLog(
  path: string,
  failed: (error: unknown) => void,
  committed?: OnCommit,
): Log {
  const { database, close } = openSqliteFile(path);
  const statements = prepare(database);
  const tails = new RoomListeners(failed);
  let isClosed = false;

  const store = database.transaction((drafts: readonly Draft[]) => storeAll(statements, drafts));

  const writes = new WriteHealth();

  const commits = new GroupCommit<Draft, Message>({
    commit(drafts) {
      const stored = store.immediate(drafts);
      for (const { message, isNew } of stored) if (isNew) tails.tell(message);
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
      // Who has the file locked lets go of it; where that takes long, messages find out.
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

    read: (room, range) => ask(() => readPage(statements, room, range)),

    rooms: (after, limit) =>
      ask(() => statements.rooms.all({ after, limit }).map(({ name }) => name)),

    remove: (room, before, most) =>
      ask(() => statements.remove.run({ room, before, most }).changes),

    writes,
    tryToWrite,

    tail: (room, listener) => Promise.resolve(tails.add(room, listener)),

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

type Statements = ReturnType<typeof prepare>;

function prepare(database: Database) {
  const columns = "m.name, m.txt, m.seq, m.id, m.sender AS 'from', m.at";
  // Not a join: SQLite would build a Bloom filter for each message, at many times the cost of the lookup.
  const page = "FROM messages m WHERE m.room = (SELECT id FROM rooms WHERE name = $room)";
  return {
    place: database.query<Place, { room: string }>(
      "SELECT id, head, at FROM rooms WHERE name = $room",
    ),
    found: database.query<Place, { room: string }>(
      "INSERT INTO rooms (name, head, at) VALUES ($room, 0, 0) RETURNING id, head, at",
    ),
    advance: database.query<null, { id: number; head: number; at: number }>(
      "UPDATE rooms SET head = $head, at = $at WHERE id = $id",
    ),
    known: database.query<Row, { room: number; from: string; id: string }>(
      `SELECT ${columns} FROM messages m WHERE m.id = $id AND m.room = $room AND m.sender = $from`,
    ),
    insert: database.query<
      null,
      { room: number; seq: number; at: number; from: string; id: string; name: string; txt: string }
    >(
      `INSERT INTO messages (room, seq, at, sender, id, name, txt)
       VALUES ($room, $seq, $at, $from, $id, $name, $txt)
       ON CONFLICT (id, room, sender) DO NOTHING`,
    ),
    extent: database.query<{ head: number; floor: number }, { room: string }>(
      `SELECT r.head, coalesce((SELECT min(m.seq) FROM messages m WHERE m.room = r.id), r.head + 1) AS floor
       FROM rooms r WHERE r.name = $room`,
    ),
    rooms: database.query<{ name: string }, { after: string; limit: number }>(
      "SELECT name FROM rooms WHERE name > $after ORDER BY name LIMIT $limit",
    ),
    remove: database.query<null, { room: string; before: number; most: number }>(
      // Times rise with numbers, so a room whose first message is young has none that is old.
      `WITH place AS (SELECT id FROM rooms WHERE name = $room),
         oldest AS (SELECT seq, at FROM messages WHERE room = (SELECT id FROM place) ORDER BY seq)
       DELETE FROM messages WHERE room = (SELECT id FROM place)
         AND (SELECT at FROM oldest LIMIT 1) < $before
         AND seq IN (SELECT seq FROM (SELECT seq, at FROM oldest LIMIT $most) WHERE at < $before)`,
    ),
    trial: database.query("INSERT OR REPLACE INTO trial VALUES (1, zeroblob(32768))"),
    after: database.query<Row, { room: string; after: number; before: number; limit: number }>(
      `SELECT ${columns} ${page} AND m.seq > $after AND m.seq < $before ORDER BY m.seq LIMIT $limit`,
    ),
    newest: database.query<Row, { room: string; before: number; limit: number }>(
      `SELECT ${columns} ${page} AND m.seq < $before ORDER BY m.seq DESC LIMIT $limit`,
    ),
  };
}

/** Stores a group. Each of its rooms is read once and written once, whatever the number of its messages. */
function storeAll(statements: Statements, drafts: readonly Draft[]): Stored[] {
  const now = Date.now();
  const places = new Map<string, Place>();
  const stored = drafts.map((draft) => {
    const place = places.get(draft.room) ?? placeIn(statements, draft.room);
    places.set(draft.room, place);
    return storeOne(statements, draft, place, now);
  });
  for (const { id, head, at } of places.values()) statements.advance.run({ id, head, at });
  return stored;
}

function placeIn({ place, found }: Statements, room: string): Place {
  const known = place.get({ room }) ?? found.get({ room });
  if (!known) throw new Error("the room was not made");
  return known;
}

/** Stores a message at the next place in its room, unless it is known. */
function storeOne(statements: Statements, draft: Draft, place: Place, now: number): Stored {
  const { room, from, id, name, txt } = draft;
  const seq = place.head + 1;
  // A clock that is set back does not take a room's messages back in time.
  const at = Math.max(place.at, now);
  const { changes } = statements.insert.run({ room: place.id, seq, at, from, id, name, txt });
  if (changes === 0) return { message: knownAs(statements, draft, place), isNew: false };
  place.head = seq;
  place.at = at;
  return { message: { name, txt, room, seq, id, from, at }, isNew: true };
}

function knownAs({ known }: Statements, { room, from, id }: Draft, place: Place): Message {
  const row = known.get({ room: place.id, from, id });
  if (!row) throw new Error("the message was neither stored nor known");
  return { ...row, room };
}

function readPage(statements: Statements, room: string, { after, before, limit, bytes }: Range) {
  const { head, floor } = statements.extent.get({ room }) ?? { head: 0, floor: 0 };
  const below = before ?? Number.MAX_SAFE_INTEGER;
  const rows =
    after === undefined
      ? takeWithin(statements.newest.iterate({ room, before: below, limit }), bytes).toReversed()
      : takeWithin(statements.after.iterate({ room, after, before: below, limit }), bytes);
  return { messages: rows.map((row) => ({ ...row, room })), head, floor };
}
