/** What every store must do about restrictions and reports (P31). */
import { describe, expect, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import { ada, lin, listen, settle, type CommunityStore } from "./community-parts";
import { onMachine } from "./on-machines";
import { upTo } from "./contract-parts";
import { LATER, byLin, restriction } from "./acts-parts";

/** Runs the suite on the stores that `make` makes. */
export function restrictionsContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

  describe(`${name}: restrictions and reports`, () => {
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
  });
}
