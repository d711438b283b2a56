/** How every store is read. */
import { describe, expect, test } from "bun:test";
import type { Log, Range } from "../../src/store/log";
import type { Message } from "../../src/protocol";
import {
  ada,
  appendHundreds,
  appendMany,
  filledLog,
  seqs,
  type StoreUnderTest,
  upTo,
  withLog,
} from "./contract-parts";

/** The part of the contract about reading. */
export function readingContract(name: string, make: () => Promise<StoreUnderTest>): void {
  const on = (run: (log: Log, store: StoreUnderTest) => Promise<void>) => () => withLog(make, run);

  describe(`${name}: reading`, () => {
    const filled = filledLog(make, async (log) => {
      await appendMany(log, 10);
      await appendMany(log, 5, { room: "designers" });
    });
    const ranges: [what: string, range: Range, expected: number[]][] = [
      ["the newest", { limit: 3 }, [8, 9, 10]],
      ["more than there is", { limit: 99 }, upTo(10)],
      ["after nothing", { after: 0, limit: 3 }, [1, 2, 3]],
      ["after one in the middle", { after: 4, limit: 3 }, [5, 6, 7]],
      ["after the last but one", { after: 9, limit: 3 }, [10]],
      ["after the last", { after: 10, limit: 3 }, []],
      ["after a number above the head", { after: 99, limit: 3 }, []],
      ["before the first", { before: 1, limit: 3 }, []],
      ["before the second", { before: 2, limit: 3 }, [1]],
      ["before one in the middle", { before: 6, limit: 3 }, [3, 4, 5]],
      ["before a number above the head", { before: 99, limit: 3 }, [8, 9, 10]],
      ["between two", { after: 3, before: 7, limit: 9 }, [4, 5, 6]],
      ["between neighbours", { after: 3, before: 4, limit: 9 }, []],
    ];

    test.each(ranges)("P13: a page of history: %s", async (_, range, expected) => {
      const page = await filled().read("lobby", range);
      expect(seqs(page.messages)).toEqual(expected);
      expect(page).toMatchObject({ head: 10, floor: 1 });
    });
  });

  describe(`${name}: reading by bytes`, () => {
    const filled = filledLog(make, appendHundreds);
    const inBytes: [what: string, range: Range, expected: number[]][] = [
      ["the newest, as many as fit exactly", { limit: 5, bytes: 300 }, [8, 9, 10]],
      ["the newest, when one byte is missing", { limit: 5, bytes: 299 }, [9, 10]],
      ["after one, as many as fit exactly", { after: 4, limit: 5, bytes: 300 }, [5, 6, 7]],
      ["after one, when one byte is missing", { after: 4, limit: 5, bytes: 299 }, [5, 6]],
      ["before one", { before: 6, limit: 5, bytes: 200 }, [4, 5]],
      ["between two", { after: 3, before: 7, limit: 5, bytes: 200 }, [4, 5]],
      ["no more messages than asked for", { limit: 2, bytes: 10_000 }, [9, 10]],
      ["one message longer than the limit, the newest", { limit: 5, bytes: 1 }, [10]],
      ["one message longer than the limit, after a number", { after: 4, limit: 5, bytes: 1 }, [5]],
    ];

    test.each(inBytes)("P13: a page of at most so many bytes: %s", async (_, range, expected) => {
      const page = await filled().read("lobby", range);
      expect(seqs(page.messages)).toEqual(expected);
      expect(page).toMatchObject({ head: 10, floor: 1 });
    });

    test(
      "P14: pages that are limited by their bytes lead to the head and to the floor, for any lengths",
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
      "P13: a room without messages has an empty page and an extent of 0",
      on(async (log) => {
        const nothing = { messages: [], head: 0, floor: 0, rev: 0 };
        expect(await log.read("nobody", { limit: 9 })).toEqual(nothing);
        expect(await log.read("nobody", { after: 5, limit: 9 })).toEqual(nothing);
      }),
    );

    test(
      "P14: pages read one after the other, forwards and backwards, have every message once",
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
  });

  describe(`${name}: reading texts`, () => {
    const filled = filledLog(make, async () => {});

    test.each([
      ["Chinese", "丢你楼某"],
      ["emoji", "👩‍👩‍👧‍👦 🏳️‍🌈"],
      ["right-to-left with marks", "\u202eمرحبا\u202c \u200f"],
      ["4,000 characters of two code units", "😀".repeat(4000)],
      ["quotes and semicolons", `'; DROP TABLE messages; --"\\`],
      ["lines and tabs", "one\n\ttwo\n"],
      ["combining marks", "e\u0301".normalize("NFD")],
      ["blank", "   "],
    ])("P9: a text is read exactly as it was written: %s", async (what, txt) => {
      const message = await filled().append(ada(what, { txt, name: "阿达", room: "房间" }));
      const { messages } = await filled().read("房间", { limit: 1 });
      expect(messages).toEqual([message]);
      expect(message).toMatchObject({ txt, name: "阿达", room: "房间" });
    });
  });
}
