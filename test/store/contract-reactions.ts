/** How every store keeps reactions (P25). */
import { describe, expect, test } from "bun:test";
import type { Log } from "../../src/store/log";
import { ada, appendMany, upTo, withLog, type StoreUnderTest } from "./contract-parts";
import { ADA, reacting, made } from "./changes-parts";

const read = async (log: Log) => (await log.read("lobby", { limit: 50 })).messages;

/** This part of the contract, on the stores that `make` makes. */
export function reactionsContract(name: string, make: () => Promise<StoreUnderTest>): void {
  const on = (run: (log: Log, store: StoreUnderTest) => Promise<void>) => () => withLog(make, run);

  describe(`${name} keeps reactions`, () => {
    test(
      "P25: reactions stand in the order in which each emoji came, with the first eight people of each",
      on(async (log) => {
        await log.append(ada("one"));
        const people = upTo(12).map((n) => `person-${n}`);
        for (const by of people) await log.change(reacting({ by, name: `${by}!` }));
        await log.change(reacting({ emoji: "🎉" }));
        const [message] = await read(log);
        expect(message!.reactions).toEqual([
          { emoji: "👍", count: 12, from: people.slice(0, 8) },
          { emoji: "🎉", count: 1, from: [ADA] },
        ]);
        await log.change(reacting({ by: "person-2", on: false }));
        await log.change(reacting({ emoji: "🎉", on: false }));
        const [after] = await read(log);
        const left = people.filter((by) => by !== "person-2");
        expect(after!.reactions).toEqual([{ emoji: "👍", count: 11, from: left.slice(0, 8) }]);
        const place = { room: "lobby", seq: 1, emoji: "👍" };
        const all = await log.reactors(place, undefined, 99);
        expect(all).toEqual(left.map((from) => ({ from, name: `${from}!` })));
        expect(await log.reactors(place, "person-4", 3)).toEqual(all.slice(3, 6));
        const asked = [place, { ...place, emoji: "🎉" }];
        expect(await log.reactionsOf("person-11", "lobby", asked)).toEqual([
          { seq: 1, emoji: "👍" },
        ]);
        expect(await log.reactionsOf("person-2", "lobby", asked)).toEqual([]);
      }),
    );

    test(
      "P25: reactions of many at once are all there, and nobody's twice",
      on(async (log) => {
        await appendMany(log, 2);
        const people = upTo(60).map((n) => `person-${n}`);
        await Promise.all(
          people.flatMap((by) => [
            log.change(reacting({ by })),
            log.change(reacting({ by, seq: 2 })),
            log.change(reacting({ by })),
            log.change(reacting({ by, seq: 2, on: false })),
          ]),
        );
        const [first, second] = await read(log);
        expect(first!.reactions).toEqual([{ emoji: "👍", count: 60, from: people.slice(0, 8) }]);
        expect(second).not.toContainKey("reactions");
        expect(await log.read("lobby", { limit: 1 })).toMatchObject({ rev: 2 + 60 * 3 });
      }),
    );

    test(
      "P25: a message takes twenty different emoji, and one more when one is gone",
      on(async (log) => {
        await log.append(ada("one"));
        const emoji = upTo(21).map((n) => String.fromCodePoint(0x1f600 + n));
        for (const one of emoji.slice(0, 20)) await made(log.change(reacting({ emoji: one })));
        const last = emoji.at(-1)!;
        expect(await log.change(reacting({ emoji: last }))).toEqual({ refused: "full" });
        await made(log.change(reacting({ emoji: emoji[3]!, by: "lin" })));
        await log.change(reacting({ emoji: emoji[0]!, on: false }));
        expect((await made(log.change(reacting({ emoji: last })))).reactions).toHaveLength(20);
      }),
    );
  });
}
