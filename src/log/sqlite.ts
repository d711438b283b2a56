/** The embedded store: one SQLite file, one writer, every commit synced before anybody hears of it. */
import { Database, SQLiteError } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Message } from "../protocol";
import { lockFile } from "./file-lock";
import { GroupCommit } from "./group-commit";
import { type Draft, type Log, LogUnavailable, type Range } from "./log";
import { migrate } from "./schema";
import { Tails } from "./tails";

/** Messages in one commit at most: a few milliseconds during which nothing else is done. */
const GROUP = 1000;
/** Milliseconds for which a message waits while another process has the file locked. */
const PATIENCE = 2000;
const MEMORY = ":memory:";

type Row = Omit<Message, "room">;

interface Stored {
  message: Message;
  isNew: boolean;
}

/**
 * Opens the log in the file `path`, made if it is not there, and keeps other servers from it. Throws
 * with one clear line when that cannot be. `failed` is told what a tail's listener threw.
 */
export function openSqliteLog(path: string, failed: (error: unknown) => void): Log {
  const { database, close } = openDatabase(path);
  const statements = prepare(database);
  const tails = new Tails(failed);
  let isClosed = false;

  const store = database.transaction((drafts: readonly Draft[]) =>
    drafts.map((draft) => storeOne(statements, draft)),
  );

  const commits = new GroupCommit<Draft, Message>({
    commit(drafts) {
      const stored = store.immediate(drafts);
      for (const { message, isNew } of stored) if (isNew) tails.tell(message);
      return stored.map(({ message }) => message);
    },
    most: GROUP,
    isPassing: (error) => error instanceof SQLiteError && error.code === "SQLITE_BUSY",
    patience: PATIENCE,
  });

  return {
    append: (draft) => commits.add(draft),

    async read(room, range) {
      if (isClosed) throw new LogUnavailable("the log is closed");
      try {
        return readPage(statements, room, range);
      } catch (error) {
        throw new LogUnavailable("the store could not be read", { cause: error });
      }
    },

    tail: (room, listener) => Promise.resolve(tails.add(room, listener)),

    async close() {
      await commits.close();
      isClosed = true;
      close();
    },
  };
}

function openDatabase(path: string): { database: Database; close: () => void } {
  const unlock = path === MEMORY ? () => {} : lock(path);
  try {
    const database = new Database(path, { create: true, readwrite: true, strict: true });
    database.run("PRAGMA journal_mode = WAL");
    // Synced at every commit: an acknowledged message survives the loss of power, not only of the process.
    database.run("PRAGMA synchronous = FULL");
    // A lock of another process is waited for on the event loop, not by blocking it.
    database.run("PRAGMA busy_timeout = 0");
    migrate(database, path);
    return {
      database,
      close() {
        database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw clear(error, path);
  }
}

function lock(path: string): () => void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return lockFile(path);
  } catch (error) {
    throw clear(error, path);
  }
}

/** What SQLite or the system says of a file, with the file's name and what to do. */
function clear(error: unknown, path: string): Error {
  const isOurs = !(error instanceof SQLiteError) && !(error instanceof Error && "code" in error);
  if (isOurs && error instanceof Error) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new Error(
    `${path} cannot be opened for writing (${said}): is its folder there, and writable by this user?`,
    { cause: error },
  );
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: Database) {
  const columns = "m.name, m.txt, m.seq, m.id, m.sender AS 'from', m.at";
  const page = "FROM messages m JOIN rooms r ON r.id = m.room WHERE r.name = $room";
  return {
    known: database.query<Row, { room: string; from: string; id: string }>(
      `SELECT ${columns} ${page} AND m.sender = $from AND m.id = $id`,
    ),
    number: database.query<{ id: number; head: number; at: number }, { room: string; now: number }>(
      // A clock that is set back does not take a room's messages back in time.
      `INSERT INTO rooms (name, head, at) VALUES ($room, 1, $now)
       ON CONFLICT (name) DO UPDATE SET head = head + 1, at = max(at, $now)
       RETURNING id, head, at`,
    ),
    insert: database.query<
      null,
      { room: number; seq: number; at: number; from: string; id: string; name: string; txt: string }
    >(
      `INSERT INTO messages (room, seq, at, sender, id, name, txt)
       VALUES ($room, $seq, $at, $from, $id, $name, $txt)`,
    ),
    extent: database.query<{ head: number; floor: number }, { room: string }>(
      `SELECT r.head, coalesce((SELECT min(m.seq) FROM messages m WHERE m.room = r.id), r.head + 1) AS floor
       FROM rooms r WHERE r.name = $room`,
    ),
    after: database.query<Row, { room: string; after: number; before: number; limit: number }>(
      `SELECT ${columns} ${page} AND m.seq > $after AND m.seq < $before ORDER BY m.seq LIMIT $limit`,
    ),
    newest: database.query<Row, { room: string; before: number; limit: number }>(
      `SELECT ${columns} ${page} AND m.seq < $before ORDER BY m.seq DESC LIMIT $limit`,
    ),
  };
}

function storeOne(statements: Statements, draft: Draft): Stored {
  const { room, from, id, name, txt } = draft;
  const known = statements.known.get({ room, from, id });
  if (known) return { message: { ...known, room }, isNew: false };
  const numbered = statements.number.get({ room, now: Date.now() });
  if (!numbered) throw new Error("the room was not numbered");
  const { head: seq, at } = numbered;
  statements.insert.run({ room: numbered.id, seq, at, from, id, name, txt });
  return { message: { name, txt, room, seq, id, from, at }, isNew: true };
}

function readPage(statements: Statements, room: string, { after, before, limit }: Range) {
  const { head, floor } = statements.extent.get({ room }) ?? { head: 0, floor: 0 };
  const below = before ?? Number.MAX_SAFE_INTEGER;
  const rows =
    after === undefined
      ? statements.newest.all({ room, before: below, limit }).toReversed()
      : statements.after.all({ room, after, before: below, limit });
  return { messages: rows.map((row) => ({ ...row, room })), head, floor };
}
