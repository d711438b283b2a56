import { expect, setDefaultTimeout, test } from "bun:test";
import { until } from "../support/until";
import { createFairQueue } from "../../src/chat/fair-queue";

setDefaultTimeout(60_000);

const [ada, mallory] = [{ name: "ada" }, { name: "mallory" }];
const MANY = 100;

/** A fair queue, and the names of those who had a turn. */
function watched() {
  const queue = createFairQueue<{ name: string }>(() => false);
  const had: string[] = [];
  const take = (who: { name: string }) => queue(who, async () => void had.push(who.name));
  return { queue, had, take };
}

test("H15: a client that asks for a hundred pages waits while others are served", async () => {
  const { had, take } = watched();
  const asked = Array.from({ length: MANY }, () => take(mallory));
  await take(ada);
  expect(had.length).toBeLessThan(10);
  await Promise.all(asked);
  expect(had).toHaveLength(MANY + 1);
});

test("H15: between two of one connection's many requests, the waiting requests of others are served", async () => {
  const { had, take } = watched();
  const asked = Array.from({ length: MANY }, () => take(mallory));
  await new Promise((resolve) => setImmediate(resolve));
  expect(had.length).toBeLessThan(10);
  await Promise.all(asked);
});

test("requests of one caller keep their order, and one that fails does not stop the next", async () => {
  const { queue, had, take } = watched();
  const failed = queue(mallory, () => Promise.reject(new Error("no such page")));
  const next = take(mallory);
  expect(await failed.catch(String)).toBe("Error: no such page");
  await next;
  const answers = Array.from({ length: MANY }, (_, n) => queue(ada, () => Promise.resolve(n)));
  expect(await Promise.all(answers)).toEqual(Array.from({ length: MANY }, (_, n) => n));
  expect(had).toEqual(["mallory"]);
});

test("H15: a caller with two hundred requests waiting is refused the next, and served again when they are done", async () => {
  const { take } = watched();
  const asked = Array.from({ length: 200 }, () => take(mallory));
  expect(() => take(mallory)).toThrow("200 answers are waited for");
  await take(ada);
  await Promise.all(asked);
  await take(mallory);
});

test("H7: a caller that does not read its answers gets no turn until it does, and others are served meanwhile", async () => {
  const isBehind = new Set([mallory]);
  const queue = createFairQueue<{ name: string }>((who) => isBehind.has(who));
  const had: string[] = [];
  const take = (who: { name: string }) => queue(who, async () => void had.push(who.name));
  const asked = [take(mallory), take(mallory)];
  for (let n = 0; n < 10; n += 1) await take(ada);
  expect(had).not.toContain("mallory");
  isBehind.clear();
  await until("mallory's turns", () => had.filter((name) => name === "mallory").length === 2);
  await Promise.all(asked);
});

test("H7: a caller is found to be behind as soon as an answer to it is written", async () => {
  let written = 0;
  const queue = createFairQueue((who) => who === ada && written > 0);
  for (let n = 0; n < 3; n += 1)
    void queue(ada, async () => n).then(() => queueMicrotask(() => (written += 1)));
  await until("the first answer", () => written > 0);
  for (let n = 0; n < 10; n += 1) await queue(mallory, async () => {});
  expect(written).toBe(1);
});

test("H7: the requests of a caller that never reads do not wait for ever: they take memory too", async () => {
  const queue = createFairQueue(() => true);
  const answers = Array.from({ length: 200 }, (_, n) => queue(mallory, () => Promise.resolve(n)));
  expect(await Promise.all(answers)).toHaveLength(200);
});
