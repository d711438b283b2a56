/** What every store must do about finding members and rooms (P25, P29). */
import { describe, expect, test } from "bun:test";
import type { Profile } from "../../src/store/community";
import { foldName, RANKS } from "../../src/protocol";
import { as, CLOSED, closed, settle, type CommunityStore } from "./community-parts";
import { onMachine } from "./on-machines";
import { upTo } from "./contract-parts";

const open = (room: string, more: Partial<Profile> = {}): Profile => ({
  room,
  kind: "open",
  at: 1,
  ...more,
});

/** Runs the suite on the stores that `make` makes. */
export function findingContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

  describe(`${name}: finding people and rooms`, () => {
    test(
      "members come by rank, then by id, and a page goes on after the last of the one before",
      on(async ({ community }) => {
        const ranks = { owner: [11, 12], moderator: [8, 9, 10], member: upTo(7) } as const;
        const members = RANKS.flatMap((rank) => ranks[rank].map((n) => ({ rank, n }))).map(
          ({ rank, n }) =>
            as(rank, { from: `person-${String(n).padStart(2, "0")}`, name: `name ${n}` }),
        );
        await settle(community, { members });
        const found: string[] = [];
        for (let after: string | undefined; ;) {
          const page = await community.members(CLOSED, after, 5);
          found.push(...page.map((one) => `${one.rank} ${one.from}`));
          after = page.at(-1)?.from;
          if (page.length < 5) break;
        }
        expect(found).toEqual([
          ...[11, 12].map((n) => `owner person-${n}`),
          ...["08", "09", "10"].map((n) => `moderator person-${n}`),
          ...upTo(7).map((n) => `member person-0${n}`),
        ]);
      }),
    );

    test(
      "P25: members are found by id, by name and by how their names begin, in every spelling, and nobody else is",
      on(async ({ community }) => {
        const people = ["Ada", "adam", "ＡＤＡ", "阿达", "Лин"].map((said, n) => ({
          from: `person-${n}`,
          name: said,
        }));
        for (const person of people) await community.enrol("designers", person);
        await community.enrol("tea", { from: "stranger", name: "Ada" });
        const names = async (wanted: Parameters<typeof community.find>[1], limit = 9) =>
          (await community.find("designers", wanted, limit)).map((one) => one.from).toSorted();
        expect(await names({ beginning: foldName("ad") })).toEqual([
          "person-0",
          "person-1",
          "person-2",
        ]);
        expect(await names({ beginning: foldName("阿") })).toEqual(["person-3"]);
        expect(await names({ beginning: "" }, 2)).toHaveLength(2);
        expect(await names({ names: ["ada", "лин"].map(foldName) })).toEqual([
          "person-0",
          "person-2",
          "person-4",
        ]);
        expect(await names({ people: ["person-3", "stranger", "nobody"] })).toEqual(["person-3"]);
      }),
    );

    test(
      "P29: listed rooms are found by name, title and topic, in every spelling and language, and no others are",
      on(async ({ community }) => {
        await settle(community, {
          profiles: [
            open("tea", { title: "Tea & cake", listed: true }),
            open("设计师", { topic: "颜色和形状", listed: true }),
            open("hidden", { title: "Tea" }),
            open("gone", { title: "Tea", listed: true, isDissolved: true }),
            closed({ title: "Tea", listed: true }),
          ],
        });
        const rooms = async (q: string, limit = 9) =>
          (await community.listed(q, limit)).map(({ room }) => room);
        expect(await rooms("")).toEqual(["tea", "设计师"]);
        expect(await rooms("", 1)).toEqual(["tea"]);
        expect(await rooms("ＣＡＫＥ")).toEqual(["tea"]);
        expect(await rooms("颜")).toEqual(["设计师"]);
        expect(await rooms("%")).toEqual([]);
        expect(await rooms("hidden")).toEqual([]);
      }),
    );

    test(
      "P29: the days of rooms are known, without those of dissolved rooms",
      on(async ({ community }) => {
        await settle(community, {
          profiles: [
            closed({ days: 3 }),
            { room: "tea", kind: "open", at: 1 },
            { room: "gone", kind: "open", at: 1, days: 9, isDissolved: true },
          ],
        });
        expect([...(await community.days())]).toEqual([[CLOSED, 3]]);
      }),
    );
  });
}
