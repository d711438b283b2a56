import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openSqliteLog } from "../../src/store/sqlite/sqlite-log";
import { quickFolder } from "../support/folder";

/** A SQLite store of the test's own, in a folder of its own. */
export async function makeSqliteStore() {
  const folder = await quickFolder("chuan-log-");
  const path = join(folder, "chuan.db");
  const open = (failed: (error: unknown) => void = () => {}) => openSqliteLog(path, failed);
  return {
    folder,
    path,
    open: (failed?: (error: unknown) => void) => Promise.resolve(open(failed)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A message of ada's. */
export const hello = (id: string) => ({
  room: "lobby",
  id,
  from: "ada",
  name: "ada",
  txt: "hello",
});
