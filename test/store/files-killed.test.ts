/** Files of a server that is killed (P38): no message without its files, and nothing that no message names. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { readLocation } from "../../src/store/location";
import { openStore } from "../../src/store/open-store";
import { commandOf } from "../support/compiled";
import { quickFolder } from "../support/folder";
import { preparedDatabase, type TestDatabase } from "../support/postgres";
import { openMachine } from "./postgres-machine";
import { bytesFrom, bytesOf, type FilesStore } from "./files-parts";

setDefaultTimeout(60_000);

/** Milliseconds after the start, and at last right after a message. */
const KILLED_AFTER = [0, 5, 20, 50, 110, 220, "said"] as const;

type Moment = (typeof KILLED_AFTER)[number];

async function killWhileStoring(url: string, round: number, moment: Moment): Promise<void> {
  const program = await commandOf("files-child");
  const child = Bun.spawn([...program, url, `${round}`], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.getReader();
  const wanted = moment === "said" ? "said" : "ready";
  // Not cancelled: it has to end by the signal, not because nobody reads from it.
  for (let told = ""; !told.includes(wanted);) {
    const { done, value } = await reader.read();
    if (done) throw new Error("it ended before it was killed");
    told += Buffer.from(value).toString();
  }
  if (moment !== "said") await Bun.sleep(moment);
  child.kill("SIGKILL");
  await child.exited;
}

/** Each message that is not removed has its files, each with its bytes. Resolves with the bytes of all of them. */
async function bytesNamed({ log, files }: Pick<FilesStore, "log" | "files">): Promise<number> {
  let bytes = 0;
  for (let after = 0; ;) {
    const { messages } = await log.read("lobby", { after, limit: 200 });
    for (const { id, gone, files: named = [] } of messages) {
      if (gone) continue;
      expect([id, named.length]).toEqual([id, 1]);
      for (const { id: file, size } of named) {
        expect(await bytesFrom(files, file)).toEqual(bytesOf(size));
        expect(await bytesFrom(files, file, "small")).toEqual(bytesOf(500));
        bytes += size + 500;
      }
    }
    if (messages.length === 0) return bytes;
    after = messages.at(-1)?.seq ?? 0;
  }
}

/** The sizes of all files below a folder. */
async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const found = await stat(join(folder, name));
    if (found.isFile() && name !== "store") bytes += found.size;
  }
  return bytes;
}

/** The processes of a database that do what machines ask for. */
async function askedOf({ sql }: TestDatabase): Promise<number[]> {
  const rows = await sql<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  return rows.map(({ pid }) => pid);
}

/** Ends what a machine that was killed had asked for: a sweep has minutes for that, and these have none. */
async function endAllBut({ sql }: TestDatabase, pids: number[]): Promise<void> {
  await sql`
    SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND pid NOT IN (SELECT json_array_elements_text(${JSON.stringify(pids)}::text::json)::int)`;
}

const SOON = () => Date.now() + 60_000;

test("P38: after kill -9 at any moment, a sweep leaves the files that messages name, and nothing else in the folder", async () => {
  const folder = await quickFolder("chuan-files-killed-");
  const path = join(folder, "chuan.db");
  let named = 0;
  for (const [round, moment] of KILLED_AFTER.entries()) {
    await killWhileStoring(`sqlite:${path}`, round, moment);
    const files = { place: "beside" as const, bytes: 0 };
    const store = await openStore(readLocation(`sqlite:${path}`), { onFault: () => {}, files });
    if (!store.files) throw new Error("the store has no files");
    const parts = { log: store.log, files: store.files };
    await parts.files.sweep(SOON(), SOON());
    named = await bytesNamed(parts);
    expect(await parts.files.total()).toBe(named);
    expect(await bytesIn(`${path}-files`)).toBe(named);
    await store.close();
  }
  expect(named).toBeGreaterThan(0);
  await rm(folder, { recursive: true });
});

test("P38: after a machine on Postgres was killed at any moment, a sweep of another leaves the files that messages name, and no other chunk", async () => {
  await using database = await preparedDatabase();
  let named = 0;
  await using store = await openMachine(database.url, { limit: 0, failed: () => {}, silentFor: 0 });
  for (const [round, moment] of KILLED_AFTER.entries()) {
    const before = await askedOf(database);
    await killWhileStoring(database.direct, round, moment);
    await endAllBut(database, before);
    await store.files.sweep(SOON(), SOON());
    named = await bytesNamed(store);
    expect(await store.files.total()).toBe(named);
    const [stored] = await database.sql<{ bytes: number }[]>`
      SELECT coalesce(sum(length(bytes)), 0)::float8 AS bytes FROM chuan.file_chunks`;
    expect(stored?.bytes).toBe(named);
    const rows = await database.sql`SELECT file FROM chuan.files_under_way`;
    expect(rows).toHaveLength(0);
  }
  expect(named).toBeGreaterThan(0);
});
