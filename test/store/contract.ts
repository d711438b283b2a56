/** What every store must do. Each store runs this suite, and adds only tests of its own peculiarities. */
import { describe, expect, test } from "bun:test";
import { type Log, LogUnavailable } from "../../src/store/log";
import { rejection } from "../support/rejection";
import { ada, appendMany, seqs, type StoreUnderTest, upTo, withLog } from "./contract-parts";
import { changesContract } from "./contract-changes";
import { followingContract } from "./contract-following";
import { readingContract } from "./contract-reading";

/** Runs the suite on the stores that `make` makes. */
export function logContract(name: string, make: () => Promise<StoreUnderTest>): void {
  const on = (run: (log: Log, store: StoreUnderTest) => Promise<void>) => () => withLog(make, run);

  readingContract(name, make);
  followingContract(name, make);
  changesContract(name, make);

  describe(`${name} numbers`, () => {
    test(
      "P10: from 1, without a hole, in the order appended",
      on(async (log) => {
        const messages = await appendMany(log, 500);
        expect(seqs(messages)).toEqual(upTo(500));
      }),
    );

    test(
      "P10: each room by itself, however they are mixed",
      on(async (log) => {
        const rooms = ["lobby", "designers", "设计师"];
        const appended = await Promise.all(
          upTo(300).map((n) => log.append(ada(`id-${n}`, { room: rooms[n % 3]! }))),
        );
        for (const room of rooms)
          expect(seqs(appended.filter((one) => one.room === room))).toEqual(upTo(100));
      }),
    );

    test(
      "P10: on from the last number, after the store was opened again",
      on(async (log, store) => {
        await appendMany(log, 3);
        await log.close();
        const again = await store.open();
        expect(await again.append(ada("id-4"))).toMatchObject({ seq: 4 });
        await again.close();
      }),
    );

    test(
      "times that never go back within a room",
      on(async (log) => {
        const times = (await appendMany(log, 50)).map(({ at }) => at);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
        expect(Math.abs(Date.now() - times[0]!)).toBeLessThan(60_000);
      }),
    );
  });

  describe(`${name} knows a message by its sender, room and send key`, () => {
    test(
      "P8: appended again, it is the same message, and nothing new is stored",
      on(async (log) => {
        const first = await log.append(ada("one", { txt: "as first said" }));
        expect(await log.append(ada("one", { txt: "as said again" }))).toEqual(first);
        expect(await log.read("lobby", { limit: 9 })).toEqual({
          messages: [first],
          head: 1,
          floor: 1,
          rev: 1,
        });
      }),
    );

    test(
      "P8: appended many times at once, and in between others",
      on(async (log) => {
        const appended = await Promise.all(
          upTo(200).flatMap((n) => [log.append(ada("same")), log.append(ada(`other ${n}`))]),
        );
        const same = appended.filter(({ id }) => id === "same");
        expect(new Set(seqs(same)).size).toBe(1);
        expect(await log.read("lobby", { limit: 1 })).toMatchObject({ head: 201 });
      }),
    );

    test(
      "P8: before and after the store was opened again",
      on(async (log, store) => {
        const first = await log.append(ada("one"));
        await log.close();
        const again = await store.open();
        expect(await again.append(ada("one"))).toEqual(first);
        await again.close();
      }),
    );

    test(
      "P8: another sender's, or another room's, is another message",
      on(async (log) => {
        await log.append(ada("one"));
        expect(await log.append(ada("one", { from: "lin-lin-lin-lin-" }))).toMatchObject({
          seq: 2,
        });
        expect(await log.append(ada("one", { room: "designers" }))).toMatchObject({ seq: 1 });
      }),
    );
  });

  describe(`${name} keeps no room in which nothing was said`, () => {
    test(
      "H46: that was only followed, read or cleaned",
      on(async (log) => {
        for (const room of ["designers", "设计师"]) {
          const { stop } = await log.follow(room, () => {});
          await log.read(room, { limit: 1 });
          await log.read(room, { after: 0, limit: 1 });
          await log.remove(room, Date.now(), 1);
          stop();
        }
        expect(await log.rooms("", 9)).toEqual([]);
        await log.append(ada("one"));
        expect(await log.rooms("", 9)).toEqual(["lobby"]);
      }),
    );
  });

  describe(`${name} closes`, () => {
    test(
      "after it has finished what it had taken, and takes nothing more",
      on(async (log, store) => {
        const taken = appendMany(log, 50);
        const closed = log.close();
        expect(seqs(await taken)).toEqual(upTo(50));
        await closed;
        expect(await rejection(log.append(ada("late")))).toBeInstanceOf(LogUnavailable);
        expect(await rejection(log.read("lobby", { limit: 1 }))).toBeInstanceOf(LogUnavailable);
        expect(await rejection(log.rooms("", 1))).toBeInstanceOf(LogUnavailable);
        expect(await rejection(log.remove("lobby", 1, 1))).toBeInstanceOf(LogUnavailable);
        const again = await store.open();
        expect(await again.read("lobby", { limit: 1 })).toMatchObject({ head: 50 });
        await again.close();
      }),
    );
  });
}
