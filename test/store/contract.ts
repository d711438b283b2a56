/** What every store must do. Each store runs this suite, and adds only tests of its own peculiarities. */
import { describe, expect, test } from "bun:test";
import { type Log, LogUnavailable } from "../../src/store/log";
import { rejection } from "../support/rejection";
import { ada, appendMany, seqs, type StoreUnderTest, upTo, withLog } from "./contract-parts";
import { changesContract } from "./contract-changes";
import { reactionsContract } from "./contract-reactions";
import { followingContract } from "./contract-following";
import { readingContract } from "./contract-reading";

/** Runs the suite on the stores that `make` makes. */
export function logContract(name: string, make: () => Promise<StoreUnderTest>): void {
  const on = (run: (log: Log, store: StoreUnderTest) => Promise<void>) => () => withLog(make, run);

  readingContract(name, make);
  followingContract(name, make);
  changesContract(name, make);
  reactionsContract(name, make);

  describe(`${name}: numbering`, () => {
    test(
      "P10: messages are numbered from 1, without a gap, in the order in which they were appended",
      on(async (log) => {
        const messages = await appendMany(log, 500);
        expect(seqs(messages)).toEqual(upTo(500));
      }),
    );

    test(
      "P10: each room has its own numbers, also when messages of many rooms are mixed",
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
      "P10: numbering continues after the last number when the store is opened again",
      on(async (log, store) => {
        await appendMany(log, 3);
        await log.close();
        const again = await store.open();
        expect(await again.append(ada("id-4"))).toMatchObject({ seq: 4 });
        await again.close();
      }),
    );

    test(
      "times of messages never go back within a room",
      on(async (log) => {
        const times = (await appendMany(log, 50)).map(({ at }) => at);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
        expect(Math.abs(Date.now() - times[0]!)).toBeLessThan(60_000);
      }),
    );
  });

  describe(`${name}: send keys`, () => {
    test(
      "P8: a message that is appended again is the same message, and nothing new is stored",
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
      "P8: a message that is appended many times at once, among others, is stored once",
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
      "P8: a message that is appended again after the store was opened again is the same message",
      on(async (log, store) => {
        const first = await log.append(ada("one"));
        await log.close();
        const again = await store.open();
        expect(await again.append(ada("one"))).toEqual(first);
        await again.close();
      }),
    );

    test(
      "P8: whether a send key was used is known, also when its message is gone, and not of another sender, room or key",
      on(async (log) => {
        const sent = ada("id-1");
        expect(await log.isStored(sent)).toBeFalse();
        const { at } = await log.append(sent);
        expect(await log.isStored(sent)).toBeTrue();
        for (const other of [{ from: "lin" }, { room: "designers" }, { id: "id-2" }])
          expect(await log.isStored({ ...sent, ...other })).toBeFalse();
        expect(await log.remove("lobby", at + 1, 10)).toBe(1);
        expect(await log.isStored(sent)).toBeTrue();
      }),
    );

    test(
      "P8: the same send key of another sender or in another room is another message",
      on(async (log) => {
        await log.append(ada("one"));
        expect(await log.append(ada("one", { from: "lin-lin-lin-lin-" }))).toMatchObject({
          seq: 2,
        });
        expect(await log.append(ada("one", { room: "designers" }))).toMatchObject({ seq: 1 });
      }),
    );
  });

  describe(`${name}: empty rooms`, () => {
    test(
      "H46: a room that was only followed, read or cleaned leaves no row",
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

  describe(`${name}: closing`, () => {
    test(
      "a store that closes finishes the messages that it accepted, and refuses further ones",
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
