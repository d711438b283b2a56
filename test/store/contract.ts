/** What every store must do. Each store runs this suite and adds only its own peculiarities. */
import { describe, expect, test } from "bun:test";
import { type Draft, type Log, LogUnavailable, type Range } from "../../src/store/log";
import { removeOld } from "../../src/store/retention";
import type { Message } from "../../src/protocol/protocol";
import { rejection } from "../support/rejection";

/** A store of the test's own, which outlives the logs opened on it. */
export interface Store extends AsyncDisposable {
  /** Opens a log on it. `failed` is called with what a listener of a followed room threw. */
  open: (failed?: (error: unknown) => void) => Promise<Log>;
}

/** A message of ada's. */
export const ada = (id: string, more: Partial<Draft> = {}): Draft => ({
  room: "lobby",
  id,
  from: "ada-ada-ada-ada-",
  name: "ada",
  txt: `message ${id}`,
  ...more,
});

const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

async function appendMany(log: Log, count: number, more: Partial<Draft> = {}): Promise<Message[]> {
  return Promise.all(upTo(count).map((n) => log.append(ada(`id-${n}`, more))));
}

/** Ten messages of a hundred bytes each. */
const appendHundreds = (log: Log) =>
  appendMany(log, 10, { name: "阿达", txt: `${"传".repeat(31)}.` });

/** Runs a test with a store and a log on it, and closes both. */
async function withLog(
  make: () => Promise<Store>,
  run: (log: Log, store: Store) => Promise<void>,
): Promise<void> {
  await using store = await make();
  const log = await store.open();
  await run(log, store);
  await log.close();
}

/** Runs the suite on the stores that `make` makes. */
export function logContract(name: string, make: () => Promise<Store>): void {
  const on = (run: (log: Log, store: Store) => Promise<void>) => () => withLog(make, run);

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

  describe(`${name} reads`, () => {
    const ranges: [what: string, range: Range, expected: number[]][] = [
      ["the newest", { limit: 3 }, [8, 9, 10]],
      ["more than there is", { limit: 99 }, upTo(10)],
      ["after nothing", { after: 0, limit: 3 }, [1, 2, 3]],
      ["after one in the middle", { after: 4, limit: 3 }, [5, 6, 7]],
      ["after the last but one", { after: 9, limit: 3 }, [10]],
      ["after the last", { after: 10, limit: 3 }, []],
      ["after what is not there yet", { after: 99, limit: 3 }, []],
      ["before the first", { before: 1, limit: 3 }, []],
      ["before the second", { before: 2, limit: 3 }, [1]],
      ["before one in the middle", { before: 6, limit: 3 }, [3, 4, 5]],
      ["before what is not there yet", { before: 99, limit: 3 }, [8, 9, 10]],
      ["between two", { after: 3, before: 7, limit: 9 }, [4, 5, 6]],
      ["between neighbours", { after: 3, before: 4, limit: 9 }, []],
    ];

    test.each(ranges)("P13: %s", async (_, range, expected) => {
      await withLog(make, async (log) => {
        await appendMany(log, 10);
        await appendMany(log, 5, { room: "designers" });
        const page = await log.read("lobby", range);
        expect(seqs(page.messages)).toEqual(expected);
        expect(page).toMatchObject({ head: 10, floor: 1 });
      });
    });

    const inBytes: [what: string, range: Range, expected: number[]][] = [
      ["the newest, as many as fit exactly", { limit: 5, bytes: 300 }, [8, 9, 10]],
      ["the newest, when one byte is missing", { limit: 5, bytes: 299 }, [9, 10]],
      ["after one, as many as fit exactly", { after: 4, limit: 5, bytes: 300 }, [5, 6, 7]],
      ["after one, when one byte is missing", { after: 4, limit: 5, bytes: 299 }, [5, 6]],
      ["before one", { before: 6, limit: 5, bytes: 200 }, [4, 5]],
      ["between two", { after: 3, before: 7, limit: 5, bytes: 200 }, [4, 5]],
      ["no more messages than asked for", { limit: 2, bytes: 10_000 }, [9, 10]],
      ["one that alone is too long, from the end", { limit: 5, bytes: 1 }, [10]],
      ["one that alone is too long, from a place on", { after: 4, limit: 5, bytes: 1 }, [5]],
    ];

    test.each(inBytes)("P13: so many bytes: %s", async (_, range, expected) => {
      await withLog(make, async (log) => {
        await appendHundreds(log);
        const page = await log.read("lobby", range);
        expect(seqs(page.messages)).toEqual(expected);
        expect(page).toMatchObject({ head: 10, floor: 1 });
      });
    });

    test(
      "P14: pages cut short by their bytes lead to the head and to the floor, whatever the lengths",
      on(async (log) => {
        for (const n of upTo(30))
          await log.append(ada(`${n}`, { txt: "x".repeat((n * 37) % 101) }));
        const all = (await log.read("lobby", { limit: 30 })).messages;
        const [forwards, backwards]: [Message[], Message[]] = [[], []];
        while (forwards.length < all.length) {
          const after = forwards.at(-1)?.seq ?? 0;
          const { messages } = await log.read("lobby", { after, limit: 5, bytes: 150 });
          expect(messages).not.toBeEmpty();
          forwards.push(...messages);
        }
        while (backwards.length < all.length) {
          const before = backwards[0]?.seq;
          const { messages } = await log.read("lobby", { before, limit: 5, bytes: 150 });
          expect(messages).not.toBeEmpty();
          backwards.unshift(...messages);
        }
        expect([forwards, backwards]).toEqual([all, all]);
      }),
    );

    test(
      "P13: a room without messages",
      on(async (log) => {
        const nothing = { messages: [], head: 0, floor: 0 };
        expect(await log.read("nobody", { limit: 9 })).toEqual(nothing);
        expect(await log.read("nobody", { after: 5, limit: 9 })).toEqual(nothing);
      }),
    );

    test(
      "P14: page after page, forwards and backwards, without a message split or repeated",
      on(async (log) => {
        await appendMany(log, 103);
        const forwards: Message[] = [];
        const backwards: Message[] = [];
        for (let n = 0; n < 21; n++) {
          forwards.push(
            ...(await log.read("lobby", { after: forwards.length, limit: 5 })).messages,
          );
          const before = backwards[0]?.seq;
          backwards.unshift(...(await log.read("lobby", { before, limit: 5 })).messages);
        }
        expect(seqs(forwards)).toEqual(upTo(103));
        expect(backwards).toEqual(forwards);
      }),
    );

    test.each([
      ["Chinese", "丢你楼某"],
      ["emoji", "👩‍👩‍👧‍👦 🏳️‍🌈"],
      ["right-to-left with marks", "\u202eمرحبا\u202c \u200f"],
      ["4,000 characters of two code units", "😀".repeat(4000)],
      ["quotes and semicolons", `'; DROP TABLE messages; --"\\`],
      ["lines and tabs", "one\n\ttwo\n"],
      ["combining marks", "e\u0301".normalize("NFD")],
      ["blank", "   "],
    ])("P9: what was said, verbatim: %s", async (_, txt) => {
      await withLog(make, async (log) => {
        const message = await log.append(ada("one", { txt, name: "阿达", room: "房间" }));
        const { messages } = await log.read("房间", { limit: 1 });
        expect(messages).toEqual([message]);
        expect(message).toMatchObject({ txt, name: "阿达", room: "房间" });
      });
    });
  });

  describe(`${name} tells those who follow a room`, () => {
    test(
      "P13: its extent as following begins, and everything above it",
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
      "of every message of the room, in order, each once, before it is acknowledged",
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
      "of nothing from before, from another room, or that was known",
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
      "each by itself: one that ends in the middle ends alone",
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

    test("of everything also when one throws, and reports what it threw", async () => {
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

  describe(`${name} removes`, () => {
    test(
      "the oldest messages of a room, so many at a time, and no other room's",
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
      "nothing that is young, and nothing of a room that is not there",
      on(async (log) => {
        const [first] = await appendMany(log, 3);
        expect(await log.remove("lobby", first!.at, 50)).toBe(0);
        expect(await log.remove("nowhere", Date.now() + 1, 50)).toBe(0);
        expect(await log.read("lobby", { limit: 50 })).toMatchObject({ head: 3, floor: 1 });
      }),
    );

    test("what it never numbers again, also after a restart", async () => {
      await using store = await make();
      const log = await store.open();
      await appendMany(log, 3);
      await log.remove("lobby", Date.now() + 1, 50);
      await log.close();
      const again = await store.open();
      expect(await again.read("lobby", { limit: 50 })).toEqual({ messages: [], head: 3, floor: 4 });
      expect(await again.append(ada("next"))).toMatchObject({ seq: 4 });
      expect(await again.read("lobby", { after: 0, limit: 50 })).toMatchObject({ floor: 4 });
      await again.close();
    });

    test(
      "what old rooms have, whatever their number, and lists them in one order",
      on(async (log) => {
        expect(await log.rooms("", 50)).toEqual([]);
        const rooms = ["lobby", "a", "Z", "设计师", "é"];
        for (const room of rooms) await log.append(ada("one", { room }));
        const inOrder = ["Z", "a", "lobby", "é", "设计师"];
        expect(await log.rooms("", 50)).toEqual(inOrder);
        expect(await log.rooms("lobby", 1)).toEqual(["é"]);
        const signal = new AbortController().signal;
        expect(await removeOld(log, Date.now() + 1, signal)).toBe(rooms.length);
        for (const room of rooms)
          expect(await log.read(room, { limit: 1 })).toMatchObject({ messages: [], head: 1 });
      }),
    );

    test(
      "more than one step's worth, while others write",
      on(async (log) => {
        await appendMany(log, 1200);
        const signal = new AbortController().signal;
        const before = Date.now() + 1;
        await Promise.all([removeOld(log, before, signal), log.append(ada("meanwhile"))]);
        const { head, floor } = await log.read("lobby", { limit: 1 });
        // The one that came meanwhile may be of the same millisecond as the old ones.
        expect([head, floor > 1200]).toEqual([1201, true]);
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
