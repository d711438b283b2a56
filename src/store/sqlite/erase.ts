/**
 * Erasing for good what was removed from the embedded store (P23). SQLite zeroes what it deletes (`secure_delete`), but
 * where it has moved rows from a full page to another, copies of them stay behind in the part of the page that is not
 * used; and the write-ahead log keeps former pages. So the log is emptied, and what no page uses is zeroed in the file.
 */
import type { Database } from "bun:sqlite";
import { closeSync, openSync } from "node:fs";
import { zeroUnused } from "./zeroing";

export interface Eraser {
  /** Something was removed, in a transaction that also called `note`: soon it is in no byte of the file. */
  due: () => void;
  /** Notes in the file that something is to be erased, also after a crash. Call it in the transaction that removes. */
  note: () => void;
  /** Erases what is due, if that does not take long. Call it before the database is closed, and `letGo` after. */
  finish: () => void;
  letGo: () => void;
}

/** Milliseconds from the first removal until it is erased. What is removed meanwhile is erased with it. */
export const ERASED_AFTER = 15_000;
/** Milliseconds until another attempt, when somebody who reads the file kept the log from being emptied. */
const RETRY = 1000;
/** Milliseconds between two steps, so that other work goes on. */
const PAUSE = 20;
/** Milliseconds for which the end waits. The next start does the rest. */
const AT_THE_END = 1000;

/** Erases in the file `path`. `failed` is called with what kept it from erasing; it tries again. */
export function createEraser(
  database: Database,
  path: string | undefined,
  failed: (error: unknown) => void,
  after = ERASED_AFTER,
): Eraser {
  const noted = database.query("SELECT 1 FROM erasing");
  const note = database.query(
    "INSERT INTO erasing SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM erasing)",
  );
  /** Open until the end: closing it would take from SQLite its lock on the file. */
  let file: number | undefined;
  let timer: Timer | undefined;
  /** The page to go on from; undefined while nothing is due. */
  let page: number | undefined;
  /** Whether something was removed since the first page of this round. */
  let isAgain = false;

  function schedule(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const pause = attempt();
      if (pause !== undefined) schedule(pause);
    }, ms).unref();
  }

  /** Takes a step. Returns the milliseconds until the next, or undefined after the last. */
  function attempt(): number | undefined {
    try {
      return isLogEmptied(database) ? erase() : RETRY;
    } catch (error) {
      failed(error);
      return RETRY;
    }
  }

  function erase(): number | undefined {
    if (path === undefined) return undefined;
    file ??= openSync(path, "r+");
    if (page === 1) isAgain = false;
    page = zeroUnused(file, page ?? 1);
    // What SQLite remembers of pages still has what they do not use.
    database.run("PRAGMA shrink_memory");
    if (page !== undefined) return PAUSE;
    if (!isAgain) database.run("DELETE FROM erasing");
    if (isAgain) page = 1;
    return isAgain ? after : undefined;
  }

  function due(): void {
    if (path === undefined) return;
    isAgain = true;
    if (page !== undefined) return;
    page = 1;
    schedule(after);
  }

  if (noted.get()) due();
  return {
    due,
    note: () => void note.run(),
    finish() {
      clearTimeout(timer);
      const deadline = performance.now() + AT_THE_END;
      for (let pause = page && attempt(); pause === PAUSE && performance.now() < deadline;)
        pause = attempt();
    },
    letGo() {
      if (file !== undefined) closeSync(file);
      file = undefined;
      page = undefined;
    },
  };
}

/** Moves the whole write-ahead log into the file and leaves it without a byte, unless somebody reads from it. */
function isLogEmptied(database: Database): boolean {
  return database.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy === 0;
}
