import { expect, setDefaultTimeout, test } from "bun:test";
import { type Log, LogUnavailable, openSqliteLog, storeOfOneMachine } from "../../src/store";
import { readConfig } from "../../src/start/config";
import { until } from "../support/until";
import { serveOn } from "../support/server";

setDefaultTimeout(60_000);

/** Milliseconds between two volleys of requests: many more than a second has, and still few to answer. */
const BETWEEN = 50;

/** A server whose log is `away` when that is said, and how often it was read. */
async function serveCounting() {
  const state = { away: false, reads: 0 };
  const sqlite = openSqliteLog(":memory:", () => {});
  const log: Log = {
    ...sqlite,
    read(...asked) {
      state.reads += 1;
      return state.away ? Promise.reject(new LogUnavailable("away")) : sqlite.read(...asked);
    },
  };
  const config = readConfig({ PORT: "0", HOST: "127.0.0.1", DRAIN_SECONDS: "0" });
  const server = await serveOn(storeOfOneMachine(log), config);
  const ready = async () => (await fetch(`${server.url}/readyz`)).status;
  return { state, ready, [Symbol.asyncDispose]: () => server.stop() };
}

test.concurrent(
  "/readyz reads the store once a second at most, for any number of requests",
  async () => {
    await using server = await serveCounting();
    const before = server.state.reads;
    const start = performance.now();
    while (performance.now() - start < 1500) {
      const statuses = await Promise.all(Array.from({ length: 20 }, server.ready));
      expect(new Set(statuses)).toEqual(new Set([200]));
      await Bun.sleep(BETWEEN);
    }
    const seconds = (performance.now() - start) / 1000;
    expect(server.state.reads - before).toBeLessThanOrEqual(1 + Math.floor(seconds));
  },
);

test.concurrent(
  "/readyz notices within two seconds that the store is away, and that it is back",
  async () => {
    await using server = await serveCounting();
    expect(await server.ready()).toBe(200);
    server.state.away = true;
    await until("503", async () => (await server.ready()) === 503);
    server.state.away = false;
    await until("200", async () => (await server.ready()) === 200);
  },
);
