import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { sessionsWithin } from "../../src/ops/descriptors";
import { commandOf } from "../support/compiled";
import { within } from "../support/deadline";
import { type Lines, linesOf } from "../support/lines";
import { freePort } from "../support/port";
import { shake, Wire } from "./attacker";
import { Deaf } from "./deaf";

setDefaultTimeout(60_000);

/** Open files that the server may have, and connections that an attacker makes. */
const [FILES, MANY] = [200, 300];
/** Milliseconds for which the use of a processor is measured, and the most that it may be. */
const LOOK = 1000;
const LOAD = 0.5;

let child: Bun.Subprocess<"ignore", "pipe", "inherit">;
let lines: Lines;
let [url, metrics] = ["", ""];

beforeAll(async () => {
  const port = await freePort();
  const server = await commandOf("server");
  child = Bun.spawn(["sh", "-c", `ulimit -n ${FILES}; exec "$0" "$@"`, ...server], {
    env: {
      PATH: process.env.PATH,
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: "sqlite::memory:",
      MAX_CONNECTIONS: "1000",
      METRICS_PORT: String(port),
    },
    stdout: "pipe",
    stderr: "inherit",
  });
  lines = linesOf(child.stdout);
  const listening = await lineWith("listening");
  url = `http://127.0.0.1:${listening.match(/127\.0\.0\.1:(\d+)"/)?.[1]}`;
  metrics = `http://127.0.0.1:${port}/metrics`;
});

afterAll(async () => {
  child.kill("SIGKILL");
  await child.exited;
});

/** The next line of the log that contains this. */
async function lineWith(text: string): Promise<string> {
  for (;;) {
    const line = await within(15_000, `a line with ${text}`, lines.next());
    if (line.includes(text)) return line;
  }
}

/** Milliseconds of processor time that the server has had. */
function processorTime(): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

test("H42: the limit of sessions is below the file descriptors of the process", () => {
  expect(sessionsWithin(0, 1024)).toBe(896);
  expect(sessionsWithin(0, 200)).toBe(136);
  expect(sessionsWithin(100, 1024)).toBe(100);
  expect(sessionsWithin(5000, 1024)).toBe(896);
});

test("H42: without a free descriptor the server logs one line, takes little of the processor, and serves its connections", async () => {
  using ada = await Wire.connect(url);
  // Its connection stays open.
  await (await fetch(metrics)).text();
  const sockets = Array.from({ length: MANY }, () => new Deaf(url));
  expect(await lineWith("no file descriptor is left")).toContain(`"most":${FILES}`);
  const before = processorTime();
  await Bun.sleep(LOOK);
  expect(processorTime() - before).toBeLessThan(LOAD * LOOK);
  expect(await (await fetch(metrics)).text()).toMatch(/^chuan_descriptor_shortages_total [1-9]/m);
  ada.send('427["chuan",{"name":"ada","txt":"hello"}]');
  expect(await ada.hears("437[")).toContain('"ok":true');
  for (const socket of sockets) socket[Symbol.dispose]();
  using _ = await connectWithin(20_000);
  const numbers = await (await fetch(metrics)).text();
  expect(numbers).toMatch(/^chuan_descriptor_shortages_total [1-9]/m);
  expect(numbers).toContain(`process_max_fds ${FILES}`);
  expect(Number(/^process_open_fds (\d+)/m.exec(numbers)?.[1])).toBeGreaterThan(5);
});

test("H42: sessions over the limit of file descriptors are refused with 503, and the log has a line about it", async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 100; n += 1) statuses.push((await shake(url)).status);
  expect(statuses).not.toContain(503);
  await Bun.sleep(500);
  for (let n = 0; n < 50; n += 1) statuses.push((await shake(url)).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(136);
  expect(statuses).toContain(503);
  expect(await lineWith("no new connection is accepted: there are")).toContain(`"most":${FILES}`);
});

/** Connects as soon as there is a place. */
async function connectWithin(ms: number): Promise<Wire> {
  const end = performance.now() + ms;
  for (;;) {
    const wire = await Wire.connect(url).catch((error: unknown) => {
      if (performance.now() > end) throw error;
    });
    if (wire) return wire;
    await Bun.sleep(50);
  }
}
