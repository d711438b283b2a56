/**
 * From a sender on one machine to receivers on another: this server, which stores every message on the
 * way, compared with Socket.IO's own adapters, which store none. All use one Postgres, synced to disk.
 */
import { RAISED } from "./raised";
import { linesOf } from "../test/support/lines";
import { startPostgres } from "../test/support/cluster";
import { Crowd } from "./crowd";
import { median, percentile } from "./figures";
import { table } from "./table";

const RECEIVERS = 100;
const IN_FLIGHT = [1, 8, 32, 128];
const ROUNDS = 3;
const MEASURED_FOR = 1000;
const WARMED_UP_FOR = 500;

interface Way {
  name: string;
  script: string;
  env: Record<string, string>;
  acknowledges: boolean;
}

interface Figures {
  perSecond: number[];
  latencies: number[];
}

/** Prints messages a second and milliseconds to the last receiver, for each server, in rounds in which all take turns. */
export async function machines(): Promise<void> {
  const postgres = await startPostgres({ durable: true });
  const redis = await startRedis();
  try {
    const ways = waysOver(postgres.urlOf("postgres"), redis?.url);
    const figures = new Map<string, Figures>();
    for (let round = 0; round < ROUNDS; round += 1)
      for (const way of ways) await measure(way, figures);
    print(ways, figures);
    if (!redis) console.log("Redis Streams: not measured, there is no redis-server here\n");
  } finally {
    await redis?.stop();
    await postgres.stop();
  }
}

function waysOver(postgres: string, redis: string | undefined): Way[] {
  const own = { script: "chuan.ts", env: { DATABASE_URL: postgres }, acknowledges: true };
  const ways = [{ name: "this server, stored", ...own }, adapter("Postgres", postgres)];
  return redis ? [...ways, adapter("Redis Streams", redis)] : ways;
}

/** A stock server with one of Socket.IO's own adapters. */
export function adapter(kind: string, url: string): Way {
  const name = `Socket.IO, ${kind} adapter, not stored`;
  return { name, script: "adapter.ts", env: { ADAPTER_URL: url }, acknowledges: false };
}

async function measure(way: Way, figures: Map<string, Figures>): Promise<void> {
  await using here = await start(way);
  await using there = await start(way);
  const crowd = new Crowd(there.url, way.acknowledges, here.url);
  await crowd.grow(1);
  await crowd.grow(1 + RECEIVERS);
  await crowd.send(8, WARMED_UP_FOR);
  for (const inFlight of IN_FLIGHT) {
    const { messages, took, latencies } = await crowd.send(inFlight, MEASURED_FOR);
    const key = `${inFlight} ${way.name}`;
    const all = figures.get(key) ?? { perSecond: [], latencies: [] };
    all.perSecond.push((messages * 1000) / took);
    all.latencies.push(...latencies);
    figures.set(key, all);
  }
  crowd.leave();
}

export async function start({ script, env }: Way): Promise<{ url: string } & AsyncDisposable> {
  const child = Bun.spawn({
    cmd: [process.execPath, `${import.meta.dir}/servers/${script}`],
    env: { ...process.env, ...RAISED, NODE_ENV: "production", ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines = linesOf(child.stdout);
  const url = await lines.next();
  lines.drain();
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** The system's own Redis, where it is installed. */
async function startRedis(): Promise<{ url: string; stop: () => Promise<unknown> } | undefined> {
  const command = Bun.which("redis-server");
  if (command === null) return undefined;
  const port = 20_000 + (process.pid % 20_000);
  const child = Bun.spawn([command, "--port", String(port), "--save", "", "--bind", "127.0.0.1"], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines = linesOf(child.stdout);
  while (!(await lines.next()).includes("Ready to accept connections"));
  lines.drain();
  return {
    url: `redis://127.0.0.1:${port}`,
    stop() {
      child.kill();
      return child.exited;
    },
  };
}

function print(ways: Way[], figures: Map<string, Figures>): void {
  const rows = IN_FLIGHT.flatMap((inFlight) =>
    ways.map(({ name }) => {
      const { perSecond, latencies } = figures.get(`${inFlight} ${name}`) ?? {
        perSecond: [],
        latencies: [],
      };
      const times = [median(latencies), percentile(latencies, 99)].map((time) => time.toFixed(2));
      return [inFlight, name, Math.round(median(perSecond)), ...times];
    }),
  );
  console.log(
    `From one machine to ${RECEIVERS} receivers on another, median of ${ROUNDS} rounds\n`,
  );
  console.log(table(["in flight", "", "messages/s", "median ms", "p99 ms"], rows));
}
