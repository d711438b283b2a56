import type { Log } from "./log";
import { openSqliteLog } from "./sqlite";

const SQLITE = "sqlite:";

/**
 * Opens the log that `DATABASE_URL` names. Throws with one clear line when the URL is of no known
 * kind, or the store cannot be opened. `failed` is told what a tail's listener threw.
 */
export function openLog(url: string, failed: (error: unknown) => void): Log {
  if (url.startsWith(SQLITE)) return openSqliteLog(url.slice(SQLITE.length), failed);
  throw new Error(`DATABASE_URL is ${JSON.stringify(url)}, but it must be sqlite:PATH`);
}
