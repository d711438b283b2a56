import { expect, test } from "bun:test";
import { watchFreshness } from "../../src/store/postgres/freshness";
import { until } from "../support/until";

test("P31: a machine that was stopped for a while, and whose connection has lasted, is told that it hears again", async () => {
  let silent = 0;
  const told: string[] = [];
  const freshness = watchFreshness(
    () => silent,
    50,
    () => told.push("heard again"),
  );
  freshness.onStale(() => told.push("stale"));
  silent = 60;
  expect(freshness.isFresh()).toBeFalse();
  await until("the first news", () => told.length === 1);
  silent = 0;
  expect(freshness.isFresh()).toBeTrue();
  await until("the second news", () => told.length === 2);
  freshness.stop();
  expect(told).toEqual(["stale", "heard again"]);
});
