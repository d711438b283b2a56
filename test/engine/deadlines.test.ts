import { expect, setDefaultTimeout, test } from "bun:test";
import { createDeadlines } from "../../src/engine/deadlines";
import { until } from "../support/until";

setDefaultTimeout(60_000);

test("what has not happened in its time expires, each after its own time and once", async () => {
  const expired: string[] = [];
  const began = performance.now();
  const deadlines = createDeadlines<string>((one) => {
    expired.push(one);
    expect(performance.now() - began).toBeGreaterThanOrEqual(one.startsWith("long") ? 300 : 40);
  });
  deadlines.set("long", 300);
  for (const one of ["ada", "lin", "eve"]) deadlines.set(one, 40);
  deadlines.meet("lin");
  await until("all of them", () => expired.length === 3);
  expect(expired).toEqual(["ada", "eve", "long"]);
});

test("what is begun while another expires has its whole time", async () => {
  const at: number[] = [];
  const deadlines = createDeadlines<number>((left) => {
    at.push(performance.now());
    if (left > 0) deadlines.set(left - 1, 50);
  });
  deadlines.set(2, 50);
  await until("all three", () => at.length === 3);
  for (const [n, time] of at.slice(1).entries()) expect(time - at[n]!).toBeGreaterThanOrEqual(49);
});
