import { expect, setDefaultTimeout, test } from "bun:test";
import { createRateLimiter } from "../../src/engine/rate-limiter";

setDefaultTimeout(60_000);

/** A limiter of five a second and ten at once, and the clock that it goes by, in milliseconds. */
function limiter() {
  const clock = { now: 0 };
  const { take, wait } = createRateLimiter({ perSecond: 5, burst: 10 }, () => clock.now);
  return { clock, take, wait };
}

const turns = (count: number, take: () => number) => Array.from({ length: count }, take);

test("a limiter lets a burst through at once, and then returns the time to wait", () => {
  const { take } = limiter();
  expect(turns(10, () => take("ada"))).toEqual(Array(10).fill(0));
  expect(take("ada")).toBe(200);
});

test("a limiter lets a key on after exactly the time that it returned", () => {
  const { clock, take } = limiter();
  turns(10, () => take("ada"));
  clock.now = 199;
  expect(take("ada")).toBe(1);
  clock.now = 200;
  expect(take("ada")).toBe(0);
});

test("a limiter lets no more through in any time than its rate and one burst", () => {
  const { clock, take } = limiter();
  let passed = 0;
  for (clock.now = 0; clock.now < 60_000; clock.now += 7) passed += take("mallory") === 0 ? 1 : 0;
  expect(passed).toBe(10 + 5 * 60 - 1);
});

test("a refused unit costs nothing, and keys do not share their units", () => {
  const { clock, take } = limiter();
  turns(1000, () => take("mallory"));
  expect(take("ada")).toBe(0);
  clock.now = 200;
  expect(take("mallory")).toBe(0);
});

test("asking a limiter for the time to wait costs nothing", () => {
  const { take, wait } = limiter();
  expect(turns(100, () => wait("ada"))).toEqual(Array(100).fill(0));
  expect(turns(10, () => take("ada"))).toEqual(Array(10).fill(0));
  expect(turns(100, () => wait("ada"))).toEqual(Array(100).fill(200));
});

test("a limiter with a rate or a burst of 0 has no limit", () => {
  for (const rate of [
    { perSecond: 0, burst: 10 },
    { perSecond: 5, burst: 0 },
  ]) {
    const { take } = createRateLimiter(rate, () => 0);
    expect(turns(1000, () => take("ada")).some((wait) => wait > 0)).toBe(false);
  }
});

test("a limiter forgets rested keys, so that a million of them leave nothing behind", () => {
  const { clock, take } = limiter();
  for (let n = 0; n < 100_000; n += 1) {
    clock.now += 1;
    take(`key ${n}`);
  }
  Bun.gc(true);
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 100_000; n += 1) {
    clock.now += 1;
    take(`another key ${n}`);
  }
  Bun.gc(true);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2e6);
});
