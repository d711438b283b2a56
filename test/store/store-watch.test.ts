import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { openSqliteLog } from "../../src/store/sqlite/sqlite-log";
import { watchStore } from "../../src/store/store-watch";
import { Client } from "../support/client";
import { commandOf } from "../support/compiled";
import { within } from "../support/deadline";
import { linesOf } from "../support/lines";
import { freePort } from "../support/port";
import { preparedDatabase } from "../support/postgres";
import { serve } from "../support/server";
import { until } from "../support/until";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has a server or a store of its own.
const test = alone.concurrent;

const LONG = "x".repeat(4000);

async function statusOf(url: string): Promise<number> {
  return (await fetch(`${url}/readyz`)).status;
}

async function numberOf(metricsPort: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const [, value = "NaN"] = new RegExp(`^${name}(?:{.*})? (\\S+)$`, "m").exec(text) ?? [];
  return Number(value);
}

/** A server on a disk that is soon full: the soft limit on a file's size is as good, needs no root, and can be lifted. */
async function serveOnSmallDisk() {
  const folder = await mkdtemp(join(tmpdir(), "chuan-small-"));
  const metricsPort = await freePort();
  const limited = `trap '' XFSZ; ulimit -S -f 800; exec "$0" "$@"`;
  const child = Bun.spawn(["sh", "-c", limited, ...(await commandOf("server"))], {
    env: {
      PATH: process.env["PATH"],
      HOST: "127.0.0.1",
      PORT: "0",
      METRICS_PORT: String(metricsPort),
      DATABASE_URL: `sqlite:${folder}/chuan.db`,
      MESSAGE_RATE: "0",
      EVENT_RATE: "0",
    },
    stdout: "pipe",
    stderr: "inherit",
  });
  const log: string[] = [];
  const lines = linesOf(child.stdout);
  const first = await within(30_000, "listening", lines.next());
  void (async () => {
    for (;;) log.push(await lines.next());
  })().catch(() => {});
  return {
    url: `http://127.0.0.1:${/:(\d+)"/.exec(first)?.[1]}`,
    metricsPort,
    log,
    makeRoom: () => Bun.$`prlimit --pid ${child.pid} --fsize=unlimited`.quiet(),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      await rm(folder, { recursive: true });
    },
  };
}

test("H43: on a full disk the server is not ready and a metric says so, until there is space, also when nobody writes", async () => {
  await using server = await serveOnSmallDisk();
  const { url, metricsPort, log } = server;
  await using ada = await Client.connect(url);
  expect(await statusOf(url)).toBe(200);
  expect(await numberOf(metricsPort, "chuan_store_writable")).toBe(1);
  await until("the disk to be full", async () => {
    const reply = await ada.say(LONG);
    return !reply.ok && reply.error.code === "unavailable";
  });
  expect(await statusOf(url)).toBe(503);
  expect(await numberOf(metricsPort, "chuan_store_writable")).toBe(0);
  expect(await numberOf(metricsPort, "chuan_store_write_failures_total")).toBeGreaterThan(0);
  // Several trials, of which each may find what the one before has left.
  const failures = await numberOf(metricsPort, "chuan_store_write_failures_total");
  await until("three more trials", async () => {
    expect(await statusOf(url)).toBe(503);
    await Bun.sleep(50);
    return (await numberOf(metricsPort, "chuan_store_write_failures_total")) > failures + 2;
  });
  await server.makeRoom();
  await until("the server to be ready", async () => (await statusOf(url)) === 200);
  expect(await numberOf(metricsPort, "chuan_store_writable")).toBe(1);
  expect(await ada.say("there is room")).toMatchObject({ ok: true });
  const messages = log.map((line) => (JSON.parse(line) as { msg: string }).msg);
  for (const wanted of ["the store cannot be written to", "the store can be written to again"])
    expect(messages.filter((message) => message.startsWith(wanted))).toHaveLength(1);
});

test("H43: a server with a read-only Postgres is not ready until the database is writable again", async () => {
  await using database = await preparedDatabase();
  await using server = await serve({ DATABASE_URL: database.url });
  await using ada = await Client.connect(server.url);
  /** Ends what began before a moment: it may still have the mode from before. */
  const endOlder = (moment: Date) => database.sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_start < ${moment}`;
  const turn = async (mode: "on" | "off") => {
    const [row] = await database.sql`SELECT current_database() AS name`;
    const { name } = row as { name: string };
    await database.sql.unsafe(`ALTER DATABASE ${name} SET default_transaction_read_only = ${mode}`);
    const [now] = await database.sql`SELECT clock_timestamp() AS moment`;
    const { moment } = now as { moment: Date };
    await endOlder(moment);
    return moment;
  };
  const readOnly = await turn("on");
  expect(await ada.say("hello")).toMatchObject({ ok: false, error: { code: "unavailable" } });
  await until("it to be found out", async () => {
    if ((await statusOf(server.url)) === 503) return true;
    // A connection that was being made is seen only now.
    await endOlder(readOnly);
    // What was said as its connection ended says nothing of the database.
    expect(await ada.say("hello")).toMatchObject({ ok: false });
    return false;
  });
  expect(await ada.ask("history", { room: "lobby" })).toMatchObject({ ok: true });
  await turn("off");
  await until("the server to be ready", async () => (await statusOf(server.url)) === 200);
  expect(await ada.say("hello")).toMatchObject({ ok: true });
});

test("H43: a nearly full disk is logged once, and once more when it has space", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chuan-low-"));
  const path = join(folder, "chuan.db");
  const log = openSqliteLog(path, () => {});
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  let isLow = true;
  const low = (size: number) => (isLow ? size + 1 : 0);
  const watch = watchStore({ log, path, logger, low });
  const said = (text: string) => lines.filter((line) => line.includes(text)).length;
  await until("the warning", () => said("nearly full") > 0);
  expect(watch.free()).toBeGreaterThan(0);
  const before = performance.now();
  await until("another look", () => performance.now() - before > 1500);
  isLow = false;
  await until("the all-clear", () => said("has room again") > 0);
  expect(said("nearly full")).toBe(1);
  watch.stop();
  await log.close();
  await rm(folder, { recursive: true });
});
