import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { atOnce } from "../chaos/at-once";
import { Client } from "../support/client";
import { commandOf } from "../support/compiled";
import { within } from "../support/deadline";
import { freePort } from "../support/port";
import { linesOf } from "../support/lines";
import { until } from "../support/until";

// Each wait has a deadline of its own; a test also waits for its place.
setDefaultTimeout(180_000);

// Most of what each takes is waiting, and each has servers of its own. Of more at once, each would starve the others.
const inPlace = atOnce(4);
const test = (title: string, body: () => Promise<void>) =>
  alone.concurrent(title, () => inPlace(body));

/** Milliseconds: for a process to start or stop on a machine that has much else to do. */
const PATIENCE = 30_000;
const ROOT = `${import.meta.dir}/../..`;

/** Starts the server as it is deployed, or a faulty one. */
async function run(env: Record<string, string>, program: "server" | "faulty-server" = "server") {
  return start(env, await commandOf(program));
}

async function start(env: Record<string, string>, command: string[]) {
  const folder = await mkdtemp(`${tmpdir()}/chuan-`);
  return Bun.spawn(command, {
    env: {
      PATH: process.env.PATH,
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: `sqlite:${folder}/chuan.db`,
      // It is over when all is closed; a machine that has much else to do may take long for that.
      DRAIN_SECONDS: "60",
      ...env,
    },
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** The exit code of the health check, and what it says. */
async function health(env: Record<string, string>): Promise<[number, string]> {
  const check = Bun.spawn(await commandOf("health"), {
    env: { PATH: process.env.PATH, ...env },
    stderr: "pipe",
  });
  const said = await new Response(check.stderr).text();
  return [await within(PATIENCE, "the health check's end", check.exited), said];
}

/** A server that goes on leaving until `store` lets go: a message waits to be stored. */
async function busyServer() {
  const folder = await mkdtemp(`${tmpdir()}/chuan-`);
  const server = await run({ DATABASE_URL: `sqlite:${folder}/chuan.db` });
  const lines = linesOf(server.stdout);
  const line = await within(PATIENCE, "listening", lines.next());
  const { url } = JSON.parse(line) as { url: string };
  const store = new Database(`${folder}/chuan.db`);
  // The server may still write.
  store.run(`PRAGMA busy_timeout = ${PATIENCE}`);
  store.run("BEGIN IMMEDIATE");
  const ada = await Client.connect(url);
  ada.tell("chuan", { name: "ada", txt: "hello" });
  await ada.ask("history", { room: "lobby" });
  return { server, lines, store, ada };
}

test("a second signal of another kind ends the process at once, with exit code 1", async () => {
  const { server, store, ada } = await busyServer();
  // It finds both when it goes on, so that the second does not come too late.
  for (const signal of ["SIGSTOP", "SIGTERM", "SIGINT", "SIGCONT"] as const) server.kill(signal);
  expect(await within(PATIENCE, "the exit", server.exited)).toBe(1);
  store.close();
  await ada[Symbol.asyncDispose]();
});

test("P18: the same signal twice within two seconds, as bun run may send it, is one request to stop", async () => {
  const { server, lines, store, ada } = await busyServer();
  server.kill("SIGTERM");
  expect(await within(PATIENCE, "leaving", lines.next())).toContain("leaving");
  server.kill("SIGTERM");
  store.close();
  expect(await within(PATIENCE, "the exit", server.exited)).toBe(0);
  await ada[Symbol.asyncDispose]();
});

test("started from its source, the first log line has the address that the server listens on and its configuration", async () => {
  const server = await start({ GREETING: "hello" }, [
    process.execPath,
    `${ROOT}/src/start/main.ts`,
  ]);
  const line = await within(PATIENCE, "listening", linesOf(server.stdout).next());
  expect(JSON.parse(line)).toMatchObject({
    msg: "listening",
    url: expect.stringMatching(/^http:/),
    config: { greeting: "hello", maxRooms: 20 },
  });
  server.kill();
  await server.exited;
});

test("H5: an uncaught error is logged with its cause and counted, and the process goes on", async () => {
  const metricsPort = await freePort();
  const env = { METRICS_PORT: String(metricsPort) };
  const server = await run(env, "faulty-server");
  const lines = linesOf(server.stdout);
  const { url } = JSON.parse(await within(PATIENCE, "listening", lines.next())) as { url: string };
  for (const [signal, message] of [
    ["SIGUSR1", "thrown on purpose"],
    ["SIGUSR2", "rejected on purpose"],
  ] as const) {
    server.kill(signal);
    const line: unknown = JSON.parse(await within(PATIENCE, "the fault's line", lines.next()));
    expect(line).toMatchObject({ err: { message } });
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  expect(await metrics.text()).toContain("\nchuan_faults_total 2\n");
  server.kill("SIGTERM");
  expect(await within(PATIENCE, "the exit", server.exited)).toBe(0);
});

test("H40: a log line that waits for its second is written before the process stops", async () => {
  const metricsPort = await freePort();
  const env = { METRICS_PORT: String(metricsPort) };
  const server = await run(env, "faulty-server");
  const lines = linesOf(server.stdout);
  await within(PATIENCE, "listening", lines.next());
  server.kill("SIGUSR1");
  await within(PATIENCE, "the first fault's line", lines.next());
  server.kill("SIGUSR1");
  await until("the second fault", async () => {
    const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    return (await metrics.text()).includes("\nchuan_faults_total 2\n");
  });
  server.kill("SIGTERM");
  const rest = [await lines.next(), await lines.next()].map((line) => JSON.parse(line) as object);
  expect(rest).toContainEqual(expect.objectContaining({ msg: "leaving" }));
  expect(rest).toContainEqual(
    expect.objectContaining({ msg: "a fault that nothing caught", omitted: 0 }),
  );
  expect(await within(PATIENCE, "the exit", server.exited)).toBe(0);
});

test("an invalid setting stops the start with one clear line on standard error", async () => {
  const server = await run({ PORT: "eighty" });
  expect(await within(PATIENCE, "the exit", server.exited)).toBe(2);
  expect(await new Response(server.stderr).text()).toBe(
    'chuan: PORT is "eighty", but it must be a whole number from 0 to 65535\n',
  );
});

for (const [host, signal] of [
  ["0.0.0.0", "SIGTERM"],
  ["::1", "SIGINT"],
  ["127.0.0.1", "SIGTERM"],
] as const)
  test(`a server with HOST=${host} logs its address, the command health finds it there, and ${signal} stops it with exit code 0`, async () => {
    const port = await freePort();
    const env = { HOST: host, PORT: String(port) };
    const server = await run(env);
    const line = await within(PATIENCE, "listening", linesOf(server.stdout).next());
    const { url } = JSON.parse(line) as { url: string };
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await health(env)).toEqual([0, ""]);
    server.kill(signal);
    expect(await within(PATIENCE, "the exit", server.exited)).toBe(0);
  });

test("the command health fails with one line where no server answers", async () => {
  const env = { HOST: "127.0.0.1", PORT: String(await freePort()) };
  expect(await health(env)).toEqual([1, expect.stringMatching(/^health: .+\n$/)]);
});

test("the command health reports an invalid setting in one line", async () => {
  expect(await health({ PORT: "eighty" })).toEqual([
    1,
    'health: PORT is "eighty", but it must be a whole number from 0 to 65535\n',
  ]);
});

test("an address in use stops the start with one clear line that names it", async () => {
  const first = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("taken") });
  const server = await run({ PORT: String(first.port) });
  expect(await within(PATIENCE, "the exit", server.exited)).toBe(1);
  const said = await new Response(server.stderr).text();
  expect(said).toContain(String(first.port));
  expect(said.trim().split("\n")).toHaveLength(1);
  await first.stop(true);
});
