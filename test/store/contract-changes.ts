/** How every store changes messages (P20 to P23, P26). */
import { describe, expect, test } from "bun:test";
import type { Log, News } from "../../src/store/log";
import type { Message } from "../../src/protocol";
import { ada, appendMany, seqs, upTo, withLog, type StoreUnderTest } from "./contract-parts";
import { ADA, editing, removing, reacting, made } from "./changes-parts";

const read = async (log: Log) => (await log.read("lobby", { limit: 50 })).messages;

/** This part of the contract, on the stores that `make` makes. */
export function changesContract(name: string, make: () => Promise<StoreUnderTest>): void {
  const on = (run: (log: Log, store: StoreUnderTest) => Promise<void>) => () => withLog(make, run);

  describe(`${name} changes messages`, () => {
    test(
      "P20: rev counts messages and changes together, each room by itself",
      on(async (log) => {
        await appendMany(log, 3);
        await log.append(ada("elsewhere", { room: "designers" }));
        expect(await made(log.change(editing({ seq: 2 })))).toMatchObject({ seq: 2, rev: 4 });
        expect(await log.append(ada("next"))).toMatchObject({ seq: 4, rev: 5 });
        expect(await made(log.change(reacting({ seq: 2 })))).toMatchObject({ seq: 2, rev: 6 });
        expect((await read(log)).map(({ seq, rev }) => [seq, rev])).toEqual([
          [1, 1],
          [2, 6],
          [3, 3],
          [4, 5],
        ]);
        expect(await log.read("lobby", { limit: 1 })).toMatchObject({ head: 4, rev: 6 });
        expect(await log.read("designers", { limit: 1 })).toMatchObject({ head: 1, rev: 1 });
      }),
    );

    test(
      "P21: an edit has the new text and calls, and says when; the same text again is no change",
      on(async (log) => {
        await log.append(ada("one", { re: 1, calls: [{ from: "lin" }] }));
        const calls = [{ from: "noor", start: 0, end: 5 }];
        const edited = await made(log.change(editing({ txt: "@noor", calls })));
        expect(edited).toMatchObject({
          txt: "@noor",
          calls,
          re: 1,
          rev: 2,
          edited: expect.any(Number),
        });
        expect(await read(log)).toEqual([edited]);
        expect(await made(log.change(editing({ txt: "@noor" })))).toEqual(edited);
      }),
    );

    test(
      "P23: a removed message has nothing left of what people wrote, and its place",
      on(async (log) => {
        const { txt: _, ...kept } = await log.append(ada("one", { calls: [{ from: "lin" }] }));
        await log.change(editing());
        await log.change(reacting());
        const gone = await made(log.change(removing()));
        const { calls: _calls, ...left } = kept;
        expect(gone).toEqual({
          ...left,
          txt: "",
          rev: 4,
          gone: { by: ADA, at: expect.any(Number) },
        });
        expect(await read(log)).toEqual([gone]);
        expect(await log.reactors({ room: "lobby", seq: 1, emoji: "👍" }, undefined, 9)).toEqual(
          [],
        );
        expect(await log.change(editing())).toEqual({ refused: "gone" });
        expect(await log.change(reacting())).toEqual({ refused: "gone" });
        expect(await made(log.change(removing()))).toEqual(gone);
      }),
    );

    test(
      "H35: a message that was removed is not stored when it is sent again, by its sender or with retention between",
      on(async (log) => {
        const first = await log.append(ada("one"));
        const gone = await made(log.change(removing()));
        expect(await log.append(ada("one"))).toEqual(gone);
        await log.append(ada("two"));
        expect(await log.remove("lobby", Date.now() + 1, 2)).toBe(2);
        for (const id of ["one", "two"]) {
          const again = await log.append(ada(id));
          expect(again).toMatchObject({ seq: id === "one" ? 1 : 2, id, txt: "", gone: {} });
          if (id === "one") expect(again).toMatchObject({ from: first.from, at: first.at });
        }
        expect(await log.read("lobby", { limit: 9 })).toMatchObject({
          messages: [],
          head: 2,
          rev: 3,
        });
        expect(await log.append(ada("three"))).toMatchObject({ seq: 3, rev: 4 });
      }),
    );

    test(
      "P21: a change that is sent again does nothing more, also in the same group and after others",
      on(async (log) => {
        await appendMany(log, 2);
        const first = editing({ txt: "first" });
        const both = await Promise.all([made(log.change(first)), made(log.change(first))]);
        expect(both[0]).toEqual(both[1]);
        const second = await made(log.change(editing({ txt: "second" })));
        expect(await made(log.change(first))).toEqual(second);
        // A reaction that was there already is one, too.
        const idle = reacting({ on: false });
        expect(await made(log.change(idle))).toEqual(second);
        const reacted = await made(log.change(reacting()));
        expect(await made(log.change(idle))).toEqual(reacted);
        expect(await log.read("lobby", { limit: 1 })).toMatchObject({ head: 2, rev: 5 });
      }),
    );

    test(
      "P21: there is nothing to change where no message is",
      on(async (log) => {
        await appendMany(log, 2);
        await log.remove("lobby", Date.now() + 1, 1);
        for (const more of [{ seq: 1 }, { seq: 3 }, { room: "nowhere" }])
          for (const change of [editing(more), removing(more), reacting(more)])
            expect(await log.change(change)).toEqual({ refused: "not_found" });
        expect(await log.rooms("", 9)).toEqual(["lobby"]);
      }),
    );

    test(
      "P22: those who follow are told of messages and changes in rising rev, with the rev told before, before it is acknowledged",
      on(async (log) => {
        const told: [Message, News][] = [];
        await log.append(ada("before"));
        await log.follow("lobby", (message, news) => told.push([message, news]));
        const appended = await Promise.all(
          upTo(40).map(async (n) => {
            const message = await (n % 2
              ? log.append(ada(`id-${n}`))
              : made(log.change(reacting({ by: `person-${n}` }))));
            expect(told.some(([{ rev }]) => rev === message.rev)).toBeTrue();
            return message;
          }),
        );
        expect(told.map(([{ rev }]) => rev)).toEqual(upTo(40).map((n) => n + 1));
        expect(told.map(([, { prev }]) => prev)).toEqual(upTo(40));
        for (const message of appended) {
          const [, { by } = {}] = told.find(([one]) => Bun.deepEquals(one, message)) ?? [];
          expect(by).toEqual(message.seq === 1 ? expect.stringContaining("person-") : undefined);
        }
      }),
    );

    test(
      "P26: a cursor or a newest message of another log is told to read anew",
      on(async (log) => {
        await appendMany(log, 3);
        await log.change(editing());
        const ask = (since: number, last?: { seq: number; id: string }) =>
          log.read("lobby", { since, last, limit: 9 });
        const reset = { messages: [], reset: true, rev: 4, head: 3 };
        expect(await ask(5)).toMatchObject(reset);
        expect(await ask(2, { seq: 3, id: "another" })).toMatchObject(reset);
        expect(await ask(2, { seq: 4, id: "id-4" })).toMatchObject(reset);
        const page = await ask(2, { seq: 3, id: "id-3" });
        expect([seqs(page.messages), page.upto, page.reset]).toEqual([[3, 1], 4, undefined]);
        await log.remove("lobby", Date.now() + 1, 3);
        expect(await ask(4, { seq: 3, id: "id-3" })).not.toContainKey("reset");
      }),
    );

    test(
      "P26: the log keeps its name, and what happened to it, when it is opened again",
      on(async (log, store) => {
        await log.append(ada("one"));
        await log.change(reacting());
        await log.change(editing());
        const before = await log.read("lobby", { since: 0, limit: 9 });
        const { epoch } = log;
        expect(epoch).toMatch(/^[0-9a-f]{16}$/);
        await log.close();
        const again = await store.open();
        expect(again.epoch).toBe(epoch);
        expect(await again.read("lobby", { since: 0, limit: 9 })).toEqual(before);
        expect(await made(again.change(reacting({ by: "lin" })))).toMatchObject({ rev: 4 });
        await again.close();
      }),
    );

    test(
      "P13: pages with since count the bytes of all that people added, and give at least one message",
      on(async (log) => {
        await appendMany(log, 4, { name: "ada", txt: "x".repeat(97) });
        for (const by of upTo(8)) await log.change(reacting({ seq: 1, by: `person-${by}` }));
        const page = await log.read("lobby", { since: 0, limit: 50, bytes: 300 });
        expect([seqs(page.messages), page.upto, page.rev]).toEqual([[2, 3, 4], 4, 12]);
        const next = await log.read("lobby", { since: 4, limit: 50, bytes: 1 });
        expect([seqs(next.messages), next.upto]).toEqual([[1], 12]);
        const both = await log.read("lobby", { since: 3, limit: 50, bytes: 500 });
        expect([seqs(both.messages), both.upto]).toEqual([[4, 1], 12]);
        const short = await log.read("lobby", { since: 3, limit: 50, bytes: 200 });
        expect([seqs(short.messages), short.upto]).toEqual([[4], 4]);
      }),
    );
  });
}
