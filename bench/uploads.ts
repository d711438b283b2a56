/** What uploads cost everybody else: the echo of a message, and the lag of the event loop, alone and while ten people upload 25 MB each. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine } from "../test/chaos/machine";
import { Client } from "../test/support/client";
import { keyOf, picture, upload } from "../test/support/files";
import { freePort } from "../test/support/port";
import { median, percentile } from "./figures";
import { table } from "./table";

const PEOPLE = 10;
/** How often they do it, one after the other. */
const TIMES = 10;
const BYTES = 25_000_000;
/** Milliseconds between two messages, and for which they are said alone. */
const [PAUSE, ALONE] = [20, 5000];
/** Every so many uploads is a picture of 12 megapixels. */
const PICTURES = 5;

/** How late the event loop was, by the server's own histogram: how many of its looks, and how many within so many seconds. */
interface Lag {
  count: number;
  within: Map<string, number>;
}

/** Prints the echo and the lag, alone and beside the uploads. */
export async function uploads(): Promise<void> {
  const folder = await mkdtemp(`${tmpdir()}/chuan-uploads-`);
  const metrics = freePort();
  await using machine = new Machine({
    DATABASE_URL: `sqlite:${folder}/chuan.db`,
    DRAIN_SECONDS: "0",
    MESSAGE_RATE: "0",
    EVENT_RATE: "0",
    FILES_BYTES: "0",
    METRICS_PORT: String(await metrics),
  });
  await machine.start();
  const url = `http://127.0.0.1:${machine.port}`;
  const lagNow = async () => lagIn(`http://127.0.0.1:${await metrics}/metrics`);
  const rows = [];
  for (const [what, work] of [
    ["alone", () => Bun.sleep(ALONE)],
    [`while ${PEOPLE} upload ${BYTES / 1e6} MB each, ${TIMES} times`, () => uploadInChild(url)],
  ] as const) {
    const before = await lagNow();
    const began = performance.now();
    const echoes = await echoesDuring(url, work);
    const seconds = (performance.now() - began) / 1000;
    rows.push([what, seconds.toFixed(1), ...echoOf(echoes), ...lagOf(before, await lagNow())]);
  }
  const head = [
    "",
    "seconds",
    "messages",
    "echo p50 ms",
    "p99",
    "lag ≤ 10 ms",
    "≤ 25 ms",
    "≤ 50 ms",
  ];
  console.log(table(head, rows));
  await machine.crash();
  await rm(folder, { recursive: true });
}

const echoOf = (echoes: readonly number[]) => [
  String(echoes.length),
  median(echoes).toFixed(1),
  percentile(echoes, 99).toFixed(1),
];

/** The shares of looks at the event loop that were late by no more than so much. */
function lagOf(before: Lag, after: Lag): string[] {
  const count = after.count - before.count;
  return ["0.01", "0.025", "0.05"].map((bound) => {
    const within = (after.within.get(bound) ?? 0) - (before.within.get(bound) ?? 0);
    return `${((100 * within) / count).toFixed(1)} %`;
  });
}

async function lagIn(url: string): Promise<Lag> {
  const text = await (await fetch(url)).text();
  const buckets = text.matchAll(/^chuan_event_loop_lag_seconds_bucket\{le="([^"]+)"\} (\d+)/gm);
  const within = new Map(buckets.map(([, bound = "", count]) => [bound, Number(count)]));
  return { count: within.get("+Inf") ?? 0, within };
}

/** Milliseconds from a message to its arrival at somebody else, again and again while something is done. */
async function echoesDuring(url: string, work: () => Promise<unknown>): Promise<number[]> {
  await using ada = await Client.connect(url, "websocket", { name: "ada", key: keyOf("ada") });
  await using lin = await Client.connect(url);
  const said = new Map<string, number>();
  const echoes: number[] = [];
  lin.socket.on("tianxiu", ({ txt }) => echoes.push(performance.now() - (said.get(txt) ?? 0)));
  const saying = setInterval(() => {
    const txt = String(said.size);
    said.set(txt, performance.now());
    ada.socket.emit("chuan", { name: "ada", txt });
  }, PAUSE);
  await work();
  clearInterval(saying);
  return echoes;
}

/** In a process of its own, so that it is not what delays the echo. */
async function uploadInChild(url: string): Promise<void> {
  const child = Bun.spawn([process.execPath, import.meta.path, url], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if ((await child.exited) !== 0) throw new Error("the uploads failed");
}

async function uploadAll(url: string): Promise<void> {
  const noise = new Uint8Array(BYTES);
  for (let n = 0; n < BYTES; n += 1) noise[n] = (n * 2_654_435_761) >>> 13;
  const shot = await picture(4000, 3000, "jpeg");
  for (let time = 0; time < TIMES; time += 1)
    await Promise.all(
      Array.from({ length: PEOPLE }, async (_, n) => {
        const body = n % PICTURES === 0 ? shot : noise;
        const { reply } = await upload(url, body, { key: keyOf(`p${n}`), name: "x" });
        if (!reply.ok) throw new Error(reply.error.message);
      }),
    );
}

if (import.meta.main) {
  await uploadAll(process.argv[2] ?? "");
  process.exit(0);
}
