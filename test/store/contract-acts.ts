/** What every store must do about acts: they hold for what is numbered after them (P32). Each store runs this suite. */
import { describe, expect, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import type { Restriction } from "../../src/store/community";
import { type Draft, LogUnavailable, StaleDecision } from "../../src/store/log";
import { rejection } from "../support/rejection";
import {
  ada,
  type CommunityMachine,
  type CommunityStore,
  invitation,
  lin,
  listen,
  settle,
} from "./community-parts";
import { editing, made, reacting, removing } from "./contract-changes";
import { ada as said, seqs, upTo } from "./contract-parts";

const LATER = Date.now() + 3_600_000;

export const restriction = (more: Partial<Restriction> = {}): Restriction => ({
  room: "lobby",
  from: lin.from,
  kind: "mute",
  until: LATER,
  reason: "spam",
  by: ada.from,
  at: 5,
  ...more,
});

/** The notice that ada did something to lin. */
export const notice = (
  id: string,
  act: "mute" | "ban" | "sweep" = "mute",
  room = "lobby",
): Draft => ({
  ...said(id, { room, txt: `ada: ${act}` }),
  notice: { act, by: ada.from, whom: lin.from },
});

const byLin = (id: string): Draft => said(id, { from: lin.from, name: "lin" });

/** Runs the suite on the stores that `make` makes. */
export function actsContract(name: string, make: () => Promise<CommunityStore>): void {
  const on =
    (run: (machine: CommunityMachine, store: CommunityStore) => Promise<void>) => async () => {
      await using store = await make();
      await using machine = await store.open();
      await run(machine, store);
    };

  describe(`${name}: acts`, () => {
    test(
      "P32: an act and its notice are stored together, and those who follow the room have the notice before the act is done",
      on(async ({ log, community }) => {
        const told: string[] = [];
        await log.append(said("one"));
        await log.follow("lobby", ({ id }) => void told.push(id));
        await settle(community, { restrictions: [restriction()], notice: notice("act") });
        expect(told).toEqual(["act"]);
        const { messages } = await log.read("lobby", { after: 1, limit: 9 });
        expect(messages).toMatchObject([{ seq: 2, notice: { act: "mute", whom: lin.from } }]);
        const facts = await community.facts({ rooms: ["lobby"], people: [lin.from] });
        expect(facts.acts("lobby")).toBe(2);
        expect(facts.restrictions("lobby", lin.from)).toEqual([restriction()]);
        expect((await community.person(lin.from)).restrictions).toEqual([restriction()]);
        expect(await community.acts("lobby", 99, 9)).toEqual(messages);
      }),
    );

    test(
      "P32: a message is stored only by a decision that knew the last act in the room",
      on(async ({ log, community }) => {
        expect(await log.append(byLin("before"), 0)).toMatchObject({ seq: 1 });
        await settle(community, { restrictions: [restriction()], notice: notice("act") });
        expect(await rejection(log.append(byLin("after"), 0))).toBeInstanceOf(StaleDecision);
        expect(await log.append(byLin("after"), 2)).toMatchObject({ seq: 3 });
        expect(await log.append(said("of no decision"))).toMatchObject({ seq: 4 });
      }),
    );

    test(
      "P32: an edit, a reaction and a removal are made only by a decision that knew the last act in the room",
      on(async ({ log, community }) => {
        await log.append(byLin("before"), 0);
        await settle(community, { restrictions: [restriction()], notice: notice("act") });
        const changes = [editing({ seq: 1 }), reacting({ seq: 1 }), removing({ seq: 1 })];
        for (const change of changes) {
          expect(await rejection(log.change(change, 0))).toBeInstanceOf(StaleDecision);
          await made(log.change(change, 2));
        }
      }),
    );

    test(
      "P32: what one person sends behind a message that is turned back is turned back with it, so that nothing overtakes it",
      on(async ({ log, community }) => {
        await settle(community, { notice: notice("act") });
        const sent = upTo(50).map((n) => rejection(log.append(byLin(`id-${n}`), 0)));
        const behind = rejection(log.append(byLin("behind"), 1));
        for (const error of await Promise.all(sent)) expect(error).toBeInstanceOf(StaleDecision);
        const overtaken = await behind;
        const { head } = await log.read("lobby", { limit: 1 });
        expect(head).toBe(overtaken instanceof StaleDecision ? 1 : 2);
      }),
    );

    test(
      "P32: two acts about one room are two notices, and the last of them is the room's last act",
      on(async ({ log, community }) => {
        const acting = upTo(20).map((n) =>
          settle(community, { restrictions: [restriction({ at: n })], notice: notice(`act-${n}`) }),
        );
        await Promise.all(acting);
        const { head } = await log.read("lobby", { limit: 1 });
        const facts = await community.facts({ rooms: ["lobby"], people: [] });
        expect([head, facts.acts("lobby")]).toEqual([20, 20]);
        const acts = await community.acts("lobby", 20, 3);
        expect(seqs(acts)).toEqual([19, 18, 17]);
      }),
    );

    test(
      "P31: removals are one act with their notice, and those who follow the room are told of all",
      on(async ({ log, community }) => {
        for (const n of upTo(5)) await log.append(byLin(`id-${n}`));
        const told: number[] = [];
        await log.follow("lobby", ({ seq }) => void told.push(seq));
        const removals = [2, 4].map((seq) => {
          const change = { room: "lobby", seq, id: `remove-${seq}`, by: ada.from };
          return { ...change, kind: "remove" as const };
        });
        await settle(community, { removals, notice: notice("act", "sweep") });
        expect(told).toEqual([2, 4, 6]);
        const { messages } = await log.read("lobby", { after: 0, limit: 9 });
        expect(messages.map(({ txt }) => txt !== "")).toEqual([
          true,
          false,
          true,
          false,
          true,
          true,
        ]);
        expect(messages[1]?.gone?.by).toBe(ada.from);
      }),
    );

    test(
      "P31: of two restrictions of one kind the later one holds, and lifting ends all of them in that room",
      on(async ({ community }) => {
        const ban = restriction({ kind: "ban", until: undefined, reason: "" });
        await settle(community, { restrictions: [restriction({ until: 5 }), ban] });
        await settle(community, { restrictions: [restriction({ reason: "again" })] });
        await settle(community, { restrictions: [restriction({ room: SERVER_ROOM })] });
        const { restrictions: all = [] } = await community.person(lin.from);
        expect(all.map(({ room, kind, reason }) => [room, kind, reason])).toEqual([
          ["lobby", "ban", ""],
          ["lobby", "mute", "again"],
          [SERVER_ROOM, "mute", "spam"],
        ]);
        const news = listen(community);
        await settle(community, { lifted: [{ room: "lobby", from: lin.from }] });
        await news.of(lin.from);
        const { restrictions: left = [] } = await community.person(lin.from);
        expect(left.map(({ room }) => room)).toEqual([SERVER_ROOM]);
      }),
    );

    test(
      "P31: nobody who is banned from an open room becomes a member of it by joining",
      on(async ({ community }) => {
        const ban = restriction({ room: "tea", kind: "ban" });
        await settle(community, { restrictions: [ban] });
        await community.enrol("tea", lin);
        expect((await community.person(lin.from)).rooms).toEqual([]);
        await settle(community, { restrictions: [{ ...ban, until: Date.now() - 1 }] });
        await community.enrol("tea", lin);
        expect((await community.person(lin.from)).rooms).toHaveLength(1);
      }),
    );

    test(
      "P31: a restriction whose time is over is none, and is forgotten when the store is tidied",
      on(async ({ community }) => {
        await settle(community, { restrictions: [restriction({ until: Date.now() - 1 })] });
        expect((await community.person(lin.from)).restrictions).toBeUndefined();
        const facts = await community.facts({ rooms: ["lobby"], people: [lin.from] });
        expect(facts.restrictions("lobby", lin.from)).toEqual([]);
        await community.tidy();
      }),
    );

    test(
      "P28: the invitations of a maker to a room, or all of them, end with a decision",
      on(async ({ community }) => {
        const ids = ["0123456789abcde1", "0123456789abcde2"];
        const [tea, designers] = ["tea", "designers"].map((room, n) =>
          invitation({ id: ids[n] ?? "", room, maker: lin.from }),
        );
        for (const one of [tea, designers]) if (one) await settle(community, { invitation: one });
        await settle(community, { ended: [{ maker: lin.from, room: "tea" }] });
        const revoked = async () =>
          (await Promise.all(ids.map((id) => community.invitation(id)))).map(
            (one) => one?.isRevoked,
          );
        expect(await revoked()).toEqual([true, undefined]);
        await settle(community, { ended: [{ maker: lin.from }] });
        expect(await revoked()).toEqual([true, true]);
      }),
    );

    test(
      "P31: a message is reported once by each person; what is decided of it is told to each who reported it, once",
      on(async ({ log, community }) => {
        await log.append(byLin("one"));
        const report = {
          id: "0123456789abcdef",
          room: "lobby",
          seq: 1,
          from: lin.from,
          by: ada.from,
          at: 5,
          reason: "rude",
        };
        expect(await community.report(report)).toBeTrue();
        expect(await community.report({ ...report, id: "0123456789abcdee" })).toBeFalse();
        const { reports, open } = await community.reports("open rooms", 9);
        expect({ reports, open }).toEqual({
          reports: [{ ...report, outcome: undefined, decidedBy: undefined }],
          open: 1,
        });
        expect(await community.takeDecided(ada.from)).toEqual([]);
        await community.settleReports({ room: "lobby", seq: 1 }, "acted", lin.from);
        expect(await community.reports({ room: "lobby" }, 9)).toMatchObject({
          reports: [{ outcome: "acted", decidedBy: lin.from }],
          open: 0,
        });
        expect(await community.takeDecided(ada.from)).toMatchObject([{ seq: 1, outcome: "acted" }]);
        expect(await community.takeDecided(ada.from)).toEqual([]);
        expect(await community.reports({ room: "tea" }, 9)).toEqual({ reports: [], open: 0 });
      }),
    );

    test(
      "P31: reports are listed a page at a time: those that nobody has decided, then the others, each the newest first",
      on(async ({ community }) => {
        for (const seq of upTo(5))
          await community.report({
            id: `report-${seq}`.padEnd(16, "0"),
            room: "lobby",
            seq,
            from: lin.from,
            by: ada.from,
            at: seq,
            reason: "",
          });
        await community.settleReports({ room: "lobby", seq: 4 }, "nothing", lin.from);
        const page = async (skip?: number) => {
          const { reports, open } = await community.reports("open rooms", 2, skip);
          expect(open).toBe(4);
          return reports.map(({ seq }) => seq);
        };
        expect([await page(), await page(2), await page(4)]).toEqual([[5, 3], [2, 1], [4]]);
      }),
    );

    test(
      "P31: networks are kept out until the latest time that was said",
      on(async ({ community }) => {
        await community.keepOut(["192.0.2.1", "192.0.2.2"], LATER);
        await community.keepOut(["192.0.2.1"], LATER - 5);
        await community.keepOut(["192.0.2.3"], Date.now() - 1);
        expect(await community.keptOut()).toEqual(
          new Map([
            ["192.0.2.1", LATER],
            ["192.0.2.2", LATER],
          ]),
        );
      }),
    );

    test(
      "P31: what one person said is found among the messages of others, the newest first, as far back as is asked",
      on(async ({ log }) => {
        for (const n of upTo(4)) {
          await log.append(byLin(`lin-${n}`));
          await log.append(said(`ada-${n}`));
        }
        const asked = { room: "lobby", from: lin.from, before: 99, since: 0 };
        const first = await log.saidBy(asked, 3);
        expect(first.messages.map(({ seq }) => seq)).toEqual([7, 5, 3]);
        const rest = await log.saidBy({ ...asked, before: first.next ?? 0 }, 3);
        expect(rest.messages.map(({ seq }) => seq)).toEqual([1]);
        expect(rest.next).toBeUndefined();
        const none = await log.saidBy({ ...asked, since: Date.now() + 9999 }, 3);
        expect(none).toEqual({ messages: [], next: undefined });
      }),
    );

    test(
      "P32: a store that is closed rejects what is asked about acts",
      on(async ({ community, log }) => {
        await community.close();
        const asked = { rooms: ["lobby"], people: [] };
        expect(await rejection(community.facts(asked))).toBeInstanceOf(LogUnavailable);
        await log.close();
      }),
    );
  });
}
