import { expect, setDefaultTimeout, test } from "bun:test";
import { Follower } from "../../src/store/follower";
import type { Message } from "../../src/protocol";
import { within } from "../support/deadline";

setDefaultTimeout(60_000);

const message = (seq: number): Message => ({
  room: "lobby",
  seq,
  rev: seq,
  id: `id-${seq}`,
  from: "ada-ada-ada-ada-",
  at: seq,
  name: "ada",
  txt: `message ${seq}`,
});

/** Follows, from number 2 on, a log that has the messages of these numbers. */
function follow({ log, failures = 0 }: { log: number[]; failures?: number }) {
  const told: number[] = [];
  const reads: number[] = [];
  let underWay = 0;
  const follower = new Follower(2, {
    async read(since, limit) {
      reads.push(since);
      underWay += 1;
      expect(underWay).toBe(1);
      await Promise.resolve();
      underWay -= 1;
      if (reads.length <= failures) throw new Error("the database is away");
      const all = log.filter((seq) => seq > since).map((seq) => ({ message: message(seq) }));
      return {
        happenings: all.slice(0, limit),
        upto: all.length < limit ? (log.at(-1) ?? 0) : undefined,
      };
    },
    tell: ({ seq }) => told.push(seq),
  });
  return {
    follower,
    told,
    reads,
    reached: (seq: number) => within(20_000, `message ${seq}`, follower.reached(seq)),
  };
}

test("a follower passes on messages that arrive in order at once, each once, without a read", async () => {
  const { follower, told, reads } = follow({ log: [1, 2, 3, 4] });
  for (const seq of [2, 3, 3, 4, 2]) follower.offer({ message: message(seq) });
  expect(told).toEqual([3, 4]);
  expect(reads).toEqual([]);
});

test("a follower reads a missing message, and holds back later ones until then", async () => {
  const { follower, told, reads, reached } = follow({ log: [1, 2, 3, 4, 5, 6] });
  follower.offer({ message: message(6) });
  follower.offer({ message: message(5) });
  expect(told).toEqual([]);
  await reached(6);
  expect(told).toEqual([3, 4, 5, 6]);
  expect(reads).toHaveLength(1);
});

test("a follower reads messages that it only knows the numbers of, one page after the other", async () => {
  const log = Array.from({ length: 1200 }, (_, n) => n + 1);
  const { follower, told, reads, reached } = follow({ log });
  for (const seq of [900, 1200, 1000]) follower.know(seq);
  await reached(1200);
  expect(told).toEqual(log.slice(2));
  expect(reads).toEqual([2, 502, 1002]);
});

test("a follower that may have missed messages reads, also when there are none", async () => {
  const { follower, told, reads, reached } = follow({ log: [1, 2, 3] });
  follower.check();
  await reached(3);
  follower.check();
  expect(told).toEqual([3]);
  expect(reads).toEqual([2, 3]);
});

test("a follower does not wait for removed messages", async () => {
  const { follower, told, reached } = follow({ log: [1, 2, 7, 8] });
  follower.offer({ message: message(8) });
  await reached(8);
  expect(told).toEqual([7, 8]);
});

test("a follower repeats a read that fails until it succeeds", async () => {
  const { follower, told, reads, reached } = follow({ log: [1, 2, 3, 4], failures: 3 });
  follower.offer({ message: message(4) });
  await reached(4);
  expect(told).toEqual([3, 4]);
  expect(reads).toHaveLength(4);
});

test("a caller that waits for a message is released when the follower stops", async () => {
  const { follower, told, reached } = follow({ log: [1, 2, 3, 4], failures: Infinity });
  follower.offer({ message: message(4) });
  const waiting = reached(4);
  follower.stop();
  await waiting;
  await reached(9);
  expect(told).toEqual([]);
});
