/** A log that is read slowly, and that an attacker makes long. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { closeSync, constants, openSync, readSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOf } from "../support/compiled";
import { within } from "../support/deadline";
import { newPort } from "../support/ports";
import { UNLIMITED } from "../support/server";
import { until } from "../support/until";
import { PATH, speak, Wire } from "./attacker";

setDefaultTimeout(60_000);

/** Connections that cause more lines of log than a pipe can hold. */
const CROWD = 200;
const AT_ONCE = 50;

interface Line {
  level: number;
  msg: string;
  lines?: number;
  omitted?: number;
}

/** Everything that is written to a pipe until its last writer has closed it. */
async function readAll(pipe: number): Promise<string> {
  const read: Buffer[] = [];
  for (;;) {
    const bytes = Buffer.alloc(65_536);
    try {
      const count = readSync(pipe, bytes);
      if (count === 0) return Buffer.concat(read).toString();
      read.push(bytes.subarray(0, count));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      await Bun.sleep(5);
    }
  }
}

/** A server in a process of its own, whose log is read only when the test asks for it. */
async function serveUnread(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "chuan-"));
  const port = String(newPort());
  const log = join(folder, "log");
  Bun.spawnSync(["mkfifo", log]);
  const reading = openSync(log, constants.O_RDONLY | constants.O_NONBLOCK);
  const writing = openSync(log, constants.O_WRONLY);
  const child = Bun.spawn(await commandOf("server"), {
    env: {
      PATH: process.env["PATH"],
      HOST: "127.0.0.1",
      PORT: port,
      DATABASE_URL: `sqlite:${folder}/chuan.db`,
      ...UNLIMITED,
      ...env,
    },
    stdout: writing,
    stderr: "inherit",
  });
  closeSync(writing);
  const url = `http://127.0.0.1:${port}`;
  const isThere = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until("the start of the server", isThere);
  return {
    url,
    leave: () => child.kill("SIGTERM"),
    /** All lines, once the process has ended. */
    async read(): Promise<Line[]> {
      const text = await within(20_000, "the end of the log", readAll(reading));
      return text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Line);
    },
    exited: () => within(20_000, "the server's end", child.exited),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      closeSync(reading);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Connects and leaves, so many times. */
async function comeAndGo(url: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => (await Wire.connect(url))[Symbol.dispose]()),
    );
}

/** Milliseconds from when ada sends a message until lin has it: the worst of some. */
async function slowestEcho(ada: Wire, lin: Wire): Promise<number> {
  const times: number[] = [];
  while (times.length < 10) {
    const txt = crypto.randomUUID();
    const start = performance.now();
    ada.send(`42["chuan",{"name":"ada","txt":"${txt}"}]`);
    await lin.hears(`42["tianxiu",{"name":"ada","txt":"${txt}"`);
    times.push(performance.now() - start);
  }
  return Math.max(...times);
}

test("H40: a log that an attacker makes long and that is read late delays no message, and loses no line", async () => {
  await using server = await serveUnread({ LOG_LEVEL: "debug", DRAIN_SECONDS: "0" });
  using ada = await Wire.connect(server.url);
  using lin = await Wire.connect(server.url);
  const before = await slowestEcho(ada, lin);
  await comeAndGo(server.url, CROWD);
  expect(await slowestEcho(ada, lin)).toBeLessThan(1000 + 10 * before);
  server.leave();
  const lines = await server.read();
  expect(await server.exited()).toBe(0);
  expect(lines[0]).toMatchObject({ msg: "listening" });
  for (const msg of ["connected", "disconnected"])
    expect(lines.filter((line) => line.msg === msg)).toHaveLength(CROWD + 2);
  expect(lines.filter(({ msg }) => msg === "leaving")).toHaveLength(1);
});

test("H40: a log that is never read does not keep the server from stopping cleanly", async () => {
  await using server = await serveUnread({ LOG_LEVEL: "debug", DRAIN_SECONDS: "0" });
  await comeAndGo(server.url, CROWD);
  server.leave();
  expect(await server.exited()).toBe(0);
});

test("H40: lines that any client can cause are logged at most once a second for each kind, and never as an error", async () => {
  await using server = await serveUnread();
  const start = performance.now();
  const heads = [
    "Host: a\r\nHost: a\r\nOrigin: http://a",
    "Host: [",
    "Host: evil.example",
    "Host: a\r\nOrigin: http://evil.example",
    "Host: a\r\nX-Forwarded-For: 203.0.113.7",
  ];
  for (let n = 0; n < 40; n += 1)
    await Promise.all(
      heads.map((head) =>
        speak(
          server.url,
          `GET ${PATH}&transport=polling HTTP/1.1\r\n${head.replace("evil", `evil${n}`)}\r\nConnection: close\r\n\r\n`,
        ),
      ),
    );
  const seconds = 1 + Math.floor((performance.now() - start) / 1000);
  server.leave();
  const said = await server.read();
  expect([await server.exited(), said[0]?.msg]).toEqual([0, "listening"]);
  const kinds = Map.groupBy(said, ({ msg }) => msg);
  for (const lines of kinds.values()) expect(lines.length).toBeLessThanOrEqual(seconds);
  expect([...kinds.values()].flat().filter(({ level }) => level > 40)).toEqual([]);
  expect(kinds.size).toBeGreaterThan(3);
});
