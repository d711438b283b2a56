import type { Committed } from "./group-commit";
import type { Log } from "./log";
import { openSqliteLog } from "./sqlite";

const SQLITE = "sqlite:";

/**
 * Opens the log that `DATABASE_URL` names on this machine. Throws with one clear line when the URL is of no known
 * kind, or the store cannot be opened. `failed` is told what a tail's listener threw,
 * `committed` how many messages each commit made durable.
 */
export function openLog(url: string, failed: (error: unknown) => void, committed?: Committed): Log {
  if (url.startsWith(SQLITE)) return openSqliteLog(url.slice(SQLITE.length), failed, committed);
  throw new Error(
    `DATABASE_URL is ${JSON.stringify(url)}, but it must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE`,
  );
}
