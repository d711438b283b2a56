/** How the rooms of every store are followed, and how messages are removed. */
import { describe, expect, test } from "bun:test";
import type { Log } from "../../src/store/log";
import { removeOld, roomsIn } from "../../src/store/retention";
import type { Message } from "../../src/protocol";
import { ada, appendMany, seqs, type StoreUnderTest, upTo, withLog } from "./contract-parts";

/** The part of the contract about following and removing. */
export function followingContract(name: string, make: () => Promise<StoreUnderTest>): void {
  const on = (run: (log: Log, store: StoreUnderTest) => Promise<void>) => () => withLog(make, run);

  describe(`${name}: following a room`, () => {
    test(
      "P13: following a room returns the room's extent and delivers every message above it",
      on(async (log) => {
        const empty = await log.follow("lobby", () => {});
        expect(empty).toMatchObject({ head: 0, floor: 0 });
        await appendMany(log, 5);
        await log.remove("lobby", Date.now() + 1, 2);
        const told: number[] = [];
        const { head, floor } = await log.follow("lobby", ({ seq }) => told.push(seq));
        expect([head, floor]).toEqual([5, 3]);
        await log.append(ada("next"));
        expect(told).toEqual([6]);
      }),
    );

    test(
      "a follower gets every message of the room, in order, once, before it is acknowledged",
      on(async (log) => {
        const told: Message[] = [];
        await log.follow("lobby", (message) => told.push(message));
        const appended = await Promise.all(
          upTo(300).map(async (n) => {
            const message = await log.append(ada(`id-${n}`));
            expect(told).toContainEqual(message);
            return message;
          }),
        );
        expect(told).toEqual(appended);
      }),
    );

    test(
      "a follower gets no earlier message, no message of another room, and no message twice",
      on(async (log) => {
        await log.append(ada("before"));
        const told: number[] = [];
        await log.follow("lobby", ({ seq }) => told.push(seq));
        await log.append(ada("elsewhere", { room: "designers" }));
        await log.append(ada("before"));
        await log.append(ada("now"));
        expect(told).toEqual([2]);
      }),
    );

    test(
      "a follower that stops does not stop the others",
      on(async (log) => {
        const [first, second]: [number[], number[]] = [[], []];
        const { stop } = await log.follow("lobby", ({ seq }) => {
          first.push(seq);
          if (seq === 5) stop();
        });
        await log.follow("lobby", ({ seq }) => second.push(seq));
        await appendMany(log, 10);
        expect([first, second]).toEqual([upTo(5), upTo(10)]);
      }),
    );

    test("a follower that throws is reported, and the others still get every message", async () => {
      await using store = await make();
      const failures: unknown[] = [];
      const log = await store.open((error) => failures.push(error));
      const told: number[] = [];
      const fault = new Error("a fault of the listener's");
      await log.follow("lobby", () => {
        throw fault;
      });
      await log.follow("lobby", ({ seq }) => told.push(seq));
      await appendMany(log, 2);
      expect([told, failures]).toEqual([
        [1, 2],
        [fault, fault],
      ]);
      await log.close();
    });
  });

  describe(`${name}: removing messages`, () => {
    test(
      "the oldest messages of one room are removed, at most a given number at once",
      on(async (log) => {
        await appendMany(log, 10);
        await log.append(ada("elsewhere", { room: "designers" }));
        const now = Date.now() + 1;
        expect(await log.remove("lobby", now, 4)).toBe(4);
        const page = await log.read("lobby", { limit: 50 });
        expect([page.floor, page.head, seqs(page.messages)]).toEqual([5, 10, upTo(10).slice(4)]);
        expect(await log.remove("lobby", now, 50)).toBe(6);
        expect(await log.remove("lobby", now, 50)).toBe(0);
        expect(await log.read("designers", { limit: 50 })).toMatchObject({ head: 1, floor: 1 });
      }),
    );

    test(
      "recent messages stay, and removing from an unknown room does nothing",
      on(async (log) => {
        const [first] = await appendMany(log, 3);
        expect(await log.remove("lobby", first!.at, 50)).toBe(0);
        expect(await log.remove("nowhere", Date.now() + 1, 50)).toBe(0);
        expect(await log.read("lobby", { limit: 50 })).toMatchObject({ head: 3, floor: 1 });
      }),
    );

    test("the numbers of removed messages are never given again, also after a restart", async () => {
      await using store = await make();
      const log = await store.open();
      await appendMany(log, 3);
      await log.remove("lobby", Date.now() + 1, 50);
      await log.close();
      const again = await store.open();
      expect(await again.read("lobby", { limit: 50 })).toEqual({
        messages: [],
        head: 3,
        floor: 4,
        rev: 3,
      });
      expect(await again.append(ada("next"))).toMatchObject({ seq: 4 });
      expect(await again.read("lobby", { after: 0, limit: 50 })).toMatchObject({ floor: 4 });
      await again.close();
    });

    test(
      "rooms are listed in the order of their bytes, and old messages of any number of rooms are removed",
      on(async (log) => {
        expect(await log.rooms("", 50)).toEqual([]);
        const rooms = ["lobby", "a", "Z", "设计师", "é"];
        for (const room of rooms) await log.append(ada("one", { room }));
        const inOrder = ["Z", "a", "lobby", "é", "设计师"];
        expect(await log.rooms("", 50)).toEqual(inOrder);
        expect(await log.rooms("lobby", 1)).toEqual(["é"]);
        const signal = new AbortController().signal;
        expect(await removeOld(log, roomsIn(log), () => Date.now() + 1, signal)).toBe(rooms.length);
        for (const room of rooms)
          expect(await log.read(room, { limit: 1 })).toMatchObject({ messages: [], head: 1 });
      }),
    );

    test(
      "more messages than one step removes are removed, while another client writes",
      on(async (log) => {
        await appendMany(log, 1200);
        const signal = new AbortController().signal;
        const before = Date.now() + 1;
        await Promise.all([
          removeOld(log, roomsIn(log), () => before, signal),
          log.append(ada("meanwhile")),
        ]);
        const { head, floor } = await log.read("lobby", { limit: 1 });
        // The one that came meanwhile may be of the same millisecond as the old ones.
        expect([head, floor > 1200]).toEqual([1201, true]);
      }),
    );
  });
}
