/** One real Postgres for each process of a test run, and a database of its own for each test that asks. */
import { SQL } from "bun";
import { afterRun } from "./after-run";
import { PREPARED, QUIT, type RunningPostgres, startPostgres } from "./cluster";
import { openPooler, type Pooler } from "./pooler";
import { clean, openCleaner } from "./used-again";

interface Started extends RunningPostgres {
  admin: SQL;
  pooler: Pooler;
  /** Copies that were used by tests that are over. */
  used: Copy[];
}

interface Copy {
  name: string;
  /** Where it is without the pooler. */
  direct: string;
  /** A connection beside those of tests. */
  cleaner: SQL;
}

let running: Promise<Started> | undefined;
let databases = 0;
/** Databases are made one after the other: each is a copy, and many at once keep all others waiting. */
let changed: Promise<unknown> = Promise.resolve();

/** How many databases wait to be used again. */
const USED = 12;

export interface TestDatabase extends AsyncDisposable {
  url: string;
  /** The same database without a pooler before it: each connection is a new one of Postgres's. */
  direct: string;
  sql: SQL;
}

/** A new, empty database, which is dropped at the end: what is kept in memory is little. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const server = await started();
  const { name, direct } = await copyOf("template1", server);
  return testDatabase({ direct, url: direct }, () => drop(name, server));
}

/**
 * A database with the tables that this version makes, and nothing in them: a new one, or one that was cleaned. Its `url` leads through a
 * pooler, so that each test has the connections of the tests before it.
 */
export async function preparedDatabase(): Promise<TestDatabase> {
  const server = await started();
  const copy = (await cleaned(server)) ?? (await preparedCopy(server));
  const url = server.pooler.by(copy.direct);
  return testDatabase({ direct: copy.direct, url }, async () => {
    if (server.used.length < USED) server.used.push(copy);
    else await dropCopy(copy, server);
  });
}

async function preparedCopy(server: Started): Promise<Copy> {
  const copy = await copyOf(PREPARED, server);
  const cleaner = openCleaner(copy.direct);
  if (!(await clean(cleaner))) throw new Error("a new database is not clean");
  return { ...copy, cleaner };
}

/** A database that tests have used, as if none had. */
async function cleaned(server: Started): Promise<Copy | undefined> {
  // The one that was used last has the most connections that wait.
  for (let copy = server.used.pop(); copy; copy = server.used.pop()) {
    if (await clean(copy.cleaner, await server.pooler.endClients(copy.name))) return copy;
    await dropCopy(copy, server);
  }
  return undefined;
}

async function dropCopy({ name, cleaner }: Copy, server: Started): Promise<void> {
  await cleaner.close({ timeout: 0 });
  await drop(name, server);
}

async function copyOf(template: string, { urlOf, admin }: Started) {
  const name = `test_${(databases += 1)}`;
  // The other strategy writes all of it to the log first.
  const copy = `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`;
  await oneByOne(() => admin.unsafe(copy));
  return { name, direct: urlOf(name) };
}

const drop = (name: string, { admin }: Started) =>
  oneByOne(() => admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`));

/** What a test gets of a database, and what becomes of that after the test. */
function testDatabase(
  { url, direct }: Pick<TestDatabase, "url" | "direct">,
  after: () => Promise<unknown>,
): TestDatabase {
  const sql = new SQL(url, { max: 2 });
  return {
    url,
    direct,
    sql,
    async [Symbol.asyncDispose]() {
      await sql.close({ timeout: 0 });
      await after();
    },
  };
}

/** Ends a Postgres by its folder, which cannot be removed as long as something is written there. */
const END = `${QUIT}
  for n in 1 2 3 4 5; do rm -rf "$1" && break; sleep 1; done`;

/** It serves all files that this process runs, and ends after the process. */
function started(): Promise<Started> {
  return (running ??= startPostgres({ durable: false }).then((postgres) => {
    afterRun(END, postgres.folder);
    const admin = new SQL(postgres.urlOf("postgres"), { max: 1 });
    return { ...postgres, admin, pooler: openPooler(postgres.port), used: [] };
  }));
}

function oneByOne(change: () => Promise<unknown>): Promise<unknown> {
  return (changed = changed.catch(() => {}).then(change));
}

/** Stops what was started. */
export async function stopPostgres(): Promise<void> {
  const server = await running;
  running = undefined;
  for (const { cleaner } of server?.used ?? []) await cleaner.close({ timeout: 0 });
  server?.pooler.close();
  await server?.admin.close({ timeout: 0 });
  await server?.stop();
}
