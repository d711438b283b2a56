/** What the community of every store must do. Each store runs this suite. */
import { describe, expect, test } from "bun:test";
import type { Community, PersonRecord, Profile } from "../../src/store/community";
import { LogUnavailable } from "../../src/store/log";
import { foldName, RANKS, SERVER_ROOM } from "../../src/protocol";
import { within } from "../support/deadline";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { ada as saidByAda, upTo } from "./contract-parts";
import {
  ada,
  as,
  CLOSED,
  closed,
  type CommunityMachine,
  type CommunityStore,
  factsOf,
  invitation,
  lin,
  listen,
  nur,
  settle,
} from "./community-parts";

const open = (room: string, more: Partial<Profile> = {}): Profile => ({
  room,
  kind: "open",
  at: 1,
  ...more,
});

/** Runs a test with a machine, and two more who have its store open. */
const three =
  (run: (communities: Community[], machine: CommunityMachine) => Promise<void>) =>
  async (machine: CommunityMachine, store: CommunityStore) => {
    const others = [await store.beside(), await store.beside()];
    await run([machine.community, ...others], machine);
    for (const other of others) await other.close();
  };

const stepDown = (person: typeof ada, community: Community) =>
  community.decide({ rooms: [CLOSED], people: [person.from] }, ({ owners }) => {
    if (owners(CLOSED) < 2) throw new Error("the last owner");
    return { members: [as("member", person)] };
  });

const foundRoom = (room: string, community: Community) =>
  community.decide({ rooms: [room], people: [ada.from] }, ({ foundedLately }) => {
    if (foundedLately >= 10) throw new Error("enough for today");
    return { profiles: [open(room, { founder: ada.from })], members: [as("owner", ada, room)] };
  });

/** Runs the suite on the stores that `make` makes. */
export function communityContract(name: string, make: () => Promise<CommunityStore>): void {
  const on =
    (run: (machine: CommunityMachine, store: CommunityStore) => Promise<void>) => async () => {
      await using store = await make();
      await using machine = await store.open();
      await run(machine, store);
    };

  describe(`${name}: people and rooms`, () => {
    test(
      "P29: a profile, its members and their names are there when the store is opened again",
      on(async (machine, store) => {
        const profile = closed({ topic: "shapes", locked: true, listed: true, days: 30 });
        await settle(machine.community, { profiles: [profile], members: [as("owner")] });
        await machine[Symbol.asyncDispose]();
        await using again = await store.open();
        const { community } = again;
        expect(await community.profile(CLOSED)).toEqual(profile);
        expect(await community.members(CLOSED, undefined, 9)).toEqual([{ ...ada, rank: "owner" }]);
        expect(await community.person(ada.from)).toEqual({
          name: "ada",
          rooms: [{ room: CLOSED, rank: "owner", profile, head: 0, rev: 0 }],
        });
      }),
    );

    test(
      "P36: a person has the rank on the server, the last name, and each room with its numbers in the log, by name",
      on(async ({ community, log }) => {
        await log.append(saidByAda("one", { room: "designers" }));
        await log.append(saidByAda("two", { room: "designers" }));
        await log.change({
          kind: "remove",
          room: "designers",
          seq: 1,
          by: ada.from,
          id: "r",
        });
        await community.enrol("tea", ada);
        await community.enrol("designers", { ...ada, name: "Ada" });
        await settle(community, { members: [as("moderator", ada, SERVER_ROOM)] });
        await community.rename({ ...ada, name: "Ada L" });
        expect(await community.person(ada.from)).toEqual({
          rank: "moderator",
          name: "Ada L",
          rooms: [
            { room: "designers", rank: "member", head: 2, rev: 3 },
            { room: "tea", rank: "member", head: 0, rev: 0 },
          ],
        });
        expect(await community.person("nobody")).toEqual({ rooms: [] });
      }),
    );

    test(
      "P36: people who are asked for at once are each told of their own rooms, and of none that was dissolved, as the store is by then",
      on(async ({ community, log }) => {
        const many = upTo(60).map((n) => ({ from: `p-${n}`, name: `name ${n}` }));
        await settle(community, { members: many.map((one) => as("member", one, SERVER_ROOM)) });
        await settle(community, { profiles: [closed(), closed({ room: "tea", kind: "open" })] });
        await settle(community, {
          members: many.flatMap((one) => [as("member", one), as("moderator", one, "tea")]),
        });
        await settle(community, {
          profiles: [closed({ isDissolved: true })],
          members: [as(undefined, many[0], SERVER_ROOM), as("owner", many[1], SERVER_ROOM)],
        });
        await log.append(saidByAda("one", { room: "tea" }));
        const asked = [...many, ...many, { from: "nobody", name: "" }];
        const found = await Promise.all(asked.map(({ from }) => community.person(from)));
        const tea = { room: "tea", rank: "moderator" as const, head: 1, rev: 1 };
        const rooms = [{ ...tea, profile: closed({ room: "tea", kind: "open" }) }];
        const expected = many.map(({ name: called }, n): PersonRecord =>
          n === 0
            ? { name: called, rooms }
            : { name: called, rank: n === 1 ? "owner" : "member", rooms },
        );
        expect(found).toEqual([...expected, ...expected, { rooms: [] }]);
      }),
    );

    test(
      "a person who belongs nowhere is not kept when they rename themselves",
      on(async ({ community }) => {
        await community.rename(lin);
        expect(await community.person(lin.from)).toEqual({ rooms: [] });
      }),
    );

    test(
      "a rank that is given to somebody without a name keeps the name last known",
      on(async ({ community }) => {
        await community.enrol("designers", lin);
        await settle(community, { members: [as("owner", { ...lin, name: "" }, "designers")] });
        expect(await community.members("designers", undefined, 9)).toEqual([
          { ...lin, rank: "owner" },
        ]);
      }),
    );

    test(
      "P29: joining again changes neither a rank nor anything else",
      on(async ({ community }) => {
        await settle(community, { members: [as("owner", ada, "designers")] });
        const { told } = listen(community);
        await Promise.all(upTo(20).map(() => community.enrol("designers", ada)));
        expect(await community.members("designers", undefined, 9)).toEqual([
          { ...ada, rank: "owner" },
        ]);
        expect(told).toEqual([]);
      }),
    );

    test(
      "very many who join at once become members, also those who join several rooms or the same room twice",
      on(async ({ community }) => {
        const people = upTo(600).map((n) => ({ from: `person-${n}`, name: `name ${n}` }));
        const { told } = listen(community);
        await Promise.all(
          people.flatMap((person) =>
            ["designers", "tea", "tea"].map((room) => community.enrol(room, person)),
          ),
        );
        for (const room of ["designers", "tea"])
          expect(await community.members(room, undefined, 1000)).toHaveLength(600);
        const all = told.flatMap((change) => (change === "all" ? [] : change.people));
        expect(new Set(all).size).toBe(600);
        const found = await Promise.all(people.map(({ from }) => community.person(from)));
        expect(found.map((one) => [one.name, one.rooms.length])).toEqual(
          people.map((one) => [one.name, 2]),
        );
      }),
    );

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

  describe(`${name}: decisions`, () => {
    test(
      "a decision knows the profiles, ranks, owners, heads and the invitation that it asked for",
      on(async ({ community, log }) => {
        await settle(community, {
          profiles: [closed()],
          members: [as("owner"), as("moderator", lin)],
        });
        await settle(community, { members: [as("owner", nur, SERVER_ROOM)] });
        await settle(community, { invitation: invitation() });
        await log.append(saidByAda("one", { room: CLOSED }));
        const facts = await factsOf(community, {
          rooms: [CLOSED, SERVER_ROOM, "nowhere"],
          people: [ada.from, lin.from, nur.from],
          invitation: invitation().id,
        });
        expect([...facts.profiles]).toEqual([[CLOSED, closed()]]);
        const rooms = [CLOSED, SERVER_ROOM, "nowhere"];
        const ranks = (room: string) => [ada, lin, nur].map(({ from }) => facts.rank(room, from));
        expect(rooms.map(ranks)).toEqual([
          ["owner", "moderator", undefined],
          [undefined, undefined, "owner"],
          [undefined, undefined, undefined],
        ]);
        expect(rooms.map((room) => facts.owners(room))).toEqual([1, 1, 0]);
        expect(rooms.map((room) => facts.head(room))).toEqual([1, 0, 0]);
        expect(facts.invitation?.uses).toBe(1);
        expect(Math.abs(facts.now - Date.now())).toBeLessThan(60_000);
        // A question that asks too little is wrong in both stores, and not only where it would not be noticed.
        expect(() => facts.rank("tea", ada.from)).toThrow("did not ask for the room tea");
        expect(() => facts.rank(CLOSED, "eve")).toThrow("did not ask for eve");
      }),
    );

    test(
      "a decision that is refused changes nothing, and rejects with what it threw",
      on(async ({ community }) => {
        const refusal = new Error("you may not");
        const refused = community.decide({ rooms: [CLOSED], people: [ada.from] }, () => {
          throw refusal;
        });
        expect(await rejection(refused)).toBe(refusal);
        expect(await community.profile(CLOSED)).toBeUndefined();
      }),
    );

    test(
      "of many decisions about one room each one knows all those before it",
      on(async ({ community }) => {
        const question = { rooms: [CLOSED], people: [ada.from] };
        await Promise.all(
          upTo(50).map(() =>
            community.decide(question, ({ profiles }) => ({
              profiles: [closed({ days: (profiles.get(CLOSED)?.days ?? 0) + 1 })],
            })),
          ),
        );
        expect((await community.profile(CLOSED))?.days).toBe(50);
      }),
    );

    test(
      "P29: foundings of a day are counted, also those of rooms that are gone, and only of the person who asks",
      on(async ({ community }) => {
        const found = (room: string, founder: string) =>
          settle(community, { profiles: [{ room, kind: "open", founder, at: 1 }] });
        for (const n of upTo(3)) await found(`room-${n}`, ada.from);
        await found("room-1", ada.from);
        await found("tea", lin.from);
        await settle(community, {
          profiles: [{ room: "room-2", kind: "open", founder: ada.from, at: 1, isDissolved: true }],
        });
        await community.forget("room-2");
        const lately = async (from: string) =>
          (await factsOf(community, { rooms: [], people: [from, lin.from] })).foundedLately;
        expect([await lately(ada.from), await lately(lin.from), await lately("eve")]).toEqual([
          3, 1, 0,
        ]);
      }),
    );

    test(
      "a member who quits belongs to the room no more",
      on(async ({ community }) => {
        await settle(community, { members: [as("owner"), as("member", lin)] });
        await settle(community, { members: [as(undefined, lin)] });
        expect(await community.members(CLOSED, undefined, 9)).toHaveLength(1);
        expect((await community.person(lin.from)).rooms).toEqual([]);
      }),
    );
  });

  describe(`${name}: invitations`, () => {
    test(
      "P28: an invitation is kept with its uses, found by its id, and listed as long as it can be used",
      on(async ({ community }) => {
        const made = [
          invitation({ id: "a", at: 1 }),
          invitation({ id: "b", at: 2, rank: "owner", maker: undefined }),
          invitation({ id: "late", until: Date.now() - 1 }),
          invitation({ id: "used", used: 1 }),
          invitation({ id: "revoked", isRevoked: true }),
          invitation({ id: "elsewhere", room: "tea" }),
        ];
        for (const one of made) await settle(community, { invitation: one });
        expect(await community.invitations(CLOSED, 10)).toEqual([made[1]!, made[0]!]);
        expect(await community.invitations(CLOSED, 1)).toEqual([made[1]!]);
        for (const one of made) expect(await community.invitation(one.id)).toEqual(one);
        expect(await community.invitation("nobody's")).toBeUndefined();
        await settle(community, { invitation: { ...made[0]!, used: 1 } });
        expect(await community.invitations(CLOSED, 10)).toEqual([made[1]!]);
      }),
    );
  });

  describe(`${name}: who is known`, () => {
    test(
      "P27: when the server becomes one by invitation, everybody who has spoken becomes known, by their last name, and nobody later",
      on(async ({ community, log }) => {
        await log.append(saidByAda("one", ada));
        await log.append(saidByAda("two", { ...ada, name: "Ada" }));
        await log.append(saidByAda("three", lin));
        await log.append(saidByAda("old", { ...nur, room: "tea" }));
        await log.remove("tea", Date.now() + 1, 9);
        await community.setAccess("open");
        expect(await community.members(SERVER_ROOM, undefined, 9)).toEqual([]);
        await settle(community, { members: [as("owner", lin, SERVER_ROOM)] });
        await community.setAccess("invited");
        const known = [
          { ...lin, rank: "owner" as const },
          { from: ada.from, name: "Ada", rank: "member" as const },
          // What she said is gone, and with it her name.
          { from: nur.from, name: "", rank: "member" as const },
        ];
        expect(await community.members(SERVER_ROOM, undefined, 9)).toEqual(known);
        // Who was taken off the server does not come back at the next boot.
        await settle(community, { members: [as(undefined, nur, SERVER_ROOM)] });
        await log.append(saidByAda("later", { from: "eve", name: "eve" }));
        await community.setAccess("invited");
        expect(await community.members(SERVER_ROOM, undefined, 9)).toEqual(known.slice(0, 2));
        await community.setAccess("open");
        await community.setAccess("invited");
        expect(await community.members(SERVER_ROOM, undefined, 9)).toHaveLength(4);
      }),
    );

    test(
      "the server keeps its name when it becomes open or closed",
      on(async ({ community }) => {
        const profile = { room: SERVER_ROOM, kind: "closed" as const, title: "Tea", at: 5 };
        await settle(community, { profiles: [profile] });
        await community.setAccess("invited");
        await settle(community, { profiles: [{ ...profile, topic: "drinking" }] });
        expect(await community.profile(SERVER_ROOM)).toEqual({ ...profile, topic: "drinking" });
        const { told } = listen(community);
        await community.setAccess("invited");
        expect(told).toEqual([]);
      }),
    );
  });

  describe(`${name}: dissolved rooms`, () => {
    test(
      "P29: a dissolved room is nobody's at once, and when it is forgotten its profile, members and invitations are gone",
      on(async ({ community }) => {
        await settle(community, { profiles: [closed()], members: [as("owner")] });
        await settle(community, { invitation: invitation() });
        await community.forget(CLOSED);
        expect(await community.profile(CLOSED)).toEqual(closed());
        await settle(community, { profiles: [closed({ isDissolved: true })] });
        expect(await community.person(ada.from)).toEqual({ name: "ada", rooms: [] });
        expect(await community.dissolved()).toEqual([CLOSED]);
        await community.enrol(CLOSED, lin);
        expect(await community.members(CLOSED, undefined, 9)).toHaveLength(1);
        await community.forget(CLOSED);
        expect(await community.profile(CLOSED)).toBeUndefined();
        expect(await community.members(CLOSED, undefined, 9)).toEqual([]);
        expect(await community.invitation(invitation().id)).toBeUndefined();
        expect(await community.dissolved()).toEqual([]);
      }),
    );

    test(
      "P29: a log erases messages of dissolved rooms alone",
      on(async ({ community, log }) => {
        for (const id of ["one", "two", "three"]) await log.append(saidByAda(id, { room: CLOSED }));
        const left = async () => (await log.read(CLOSED, { limit: 9 })).messages.length;
        await log.erase(CLOSED, 9);
        await settle(community, { profiles: [closed()] });
        await log.erase(CLOSED, 9);
        expect(await left()).toBe(3);
        await settle(community, { profiles: [closed({ isDissolved: true })] });
        await log.erase(CLOSED, 2);
        expect(await left()).toBe(1);
        await log.erase(CLOSED, 9);
        expect(await left()).toBe(0);
      }),
    );

    test(
      "P29: a log forgets a room without messages, with its numbers and send keys, and no other room",
      on(async ({ log }) => {
        for (const room of [CLOSED, "designers"]) await log.append(saidByAda("one", { room }));
        await log.forget(CLOSED);
        expect(await log.rooms("", 9)).toContain(CLOSED);
        await log.remove(CLOSED, Date.now() + 1, 9);
        await log.forget(CLOSED);
        expect(await log.rooms("", 9)).toEqual(["designers"]);
        expect(await log.append(saidByAda("one", { room: CLOSED }))).toMatchObject({
          seq: 1,
          rev: 1,
          txt: "message one",
        });
      }),
    );
  });

  describe(`${name}: listeners`, () => {
    test(
      "who decides is told before the promise resolves: of changed profiles and of people whose ranks changed",
      on(async ({ community }) => {
        const { told } = listen(community);
        await settle(community, { profiles: [closed()], members: [as("owner")] });
        await settle(community, { members: [as("member", lin)] });
        await community.enrol("tea", nur);
        await settle(community, { invitation: invitation() });
        await community.decide({ rooms: [CLOSED], people: [] }, () => ({}));
        expect(told).toEqual([
          { rooms: [CLOSED], people: [ada.from] },
          { rooms: [], people: [lin.from] },
          { rooms: [], people: [nur.from] },
        ]);
      }),
    );

    test(
      "a listener that throws keeps no other listener from being told, and no decision from being made",
      on(async ({ community }) => {
        community.onChange(() => {
          throw new Error("a fault of the listener's");
        });
        const { told } = listen(community);
        await settle(community, { profiles: [closed()] });
        expect(told).toHaveLength(1);
      }),
    );

    test(
      "a community that is closed rejects with LogUnavailable",
      on(async ({ community }) => {
        await community.close();
        for (const asked of [
          () => community.person(ada.from),
          () => community.enrol("tea", ada),
          () => settle(community, { profiles: [closed()] }),
        ])
          expect(await rejection(asked())).toBeInstanceOf(LogUnavailable);
      }),
    );

    test(
      "what is known is fresh as long as the store is there",
      on(async ({ community }) => {
        expect(community.isFresh()).toBeTrue();
      }),
    );
  });

  describe(`${name}: several at once`, () => {
    test(
      "whatever is changed beside a machine, the machine hears of it soon and knows it then",
      on(
        three(async ([here, there]) => {
          for (const change of [
            () => settle(there!, { profiles: [closed()], members: [as("owner")] }),
            () => there!.enrol("tea", ada),
            () => settle(there!, { members: [as(undefined)] }),
            () => there!.setAccess("invited"),
            () => settle(there!, { profiles: [closed({ isDissolved: true })] }),
            () => there!.forget(CLOSED),
          ]) {
            const { told } = listen(here!);
            await change();
            // A second, and what a busy machine adds to it.
            await within(
              5000,
              "the news",
              until("the machine to hear of it", () => told.length > 0),
            );
            expect(await here!.person(ada.from)).toEqual(await there!.person(ada.from));
            expect(await here!.profile(CLOSED)).toEqual(await there!.profile(CLOSED));
          }
        }),
      ),
    );

    test(
      "H34: of fifty who redeem the last use of an invitation at once on three machines one gets in, and that one is counted",
      on(
        three(async (communities) => {
          const { id } = invitation();
          await settle(communities[0]!, {
            profiles: [closed()],
            members: [as("owner")],
            invitation: invitation({ uses: 3, used: 2 }),
          });
          const people = upTo(50).map((n) => ({ from: `person-${n}`, name: `name ${n}` }));
          const redeem = (person: typeof ada, community: Community) =>
            community.decide(
              { rooms: [CLOSED], people: [person.from], invitation: id },
              ({ invitation: found }) => {
                if (!found || found.used >= found.uses) throw new Error("used up");
                return {
                  members: [as("member", person)],
                  invitation: { ...found, used: found.used + 1 },
                };
              },
            );
          const outcomes = await Promise.allSettled(
            people.map((person, n) => redeem(person, communities[n % communities.length]!)),
          );
          const lost = outcomes.flatMap((one) =>
            one.status === "rejected" ? String(one.reason) : [],
          );
          expect(lost).toEqual(Array.from({ length: 49 }, () => "Error: used up"));
          const winner = people[outcomes.findIndex(({ status }) => status === "fulfilled")]!;
          for (const community of communities) {
            expect(
              (await community.members(CLOSED, undefined, 99)).map(({ from }) => from),
            ).toEqual([ada.from, winner.from]);
            expect((await community.invitation(id))?.used).toBe(3);
          }
        }),
      ),
    );

    test(
      "P28: uses of an invitation that are counted at once on three machines are all counted, whichever rooms they are about",
      on(
        three(async (communities) => {
          const made = invitation({ uses: 1000 });
          await settle(communities[0]!, { invitation: made });
          const use = (community: Community, room: string) =>
            community.decide(
              { rooms: [room], people: [ada.from], invitation: made.id },
              ({ invitation: found }) => ({
                invitation: { ...made, used: (found?.used ?? 0) + 1 },
              }),
            );
          await Promise.all(
            upTo(12).map((n) => use(communities[n % communities.length]!, `room-${n}`)),
          );
          expect((await communities[0]!.invitation(made.id))?.used).toBe(12);
        }),
      ),
    );

    test(
      "H29: of two owners who step down at once on two machines one stays",
      on(
        three(async ([here, there]) => {
          for (const _ of upTo(5)) {
            await settle(here!, { members: [as("owner"), as("owner", lin)] });
            const outcomes = await Promise.allSettled([
              stepDown(ada, here!),
              stepDown(lin, there!),
            ]);
            expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
              "fulfilled",
              "rejected",
            ]);
            const ranks = (await there!.members(CLOSED, undefined, 9)).map(({ rank }) => rank);
            expect(ranks).toEqual(["owner", "member"]);
          }
        }),
      ),
    );

    test(
      "P29: of fifteen rooms that one person founds at once on three machines ten are founded",
      on(
        three(async (communities) => {
          const outcomes = await Promise.allSettled(
            upTo(15).map((n) => foundRoom(`room-${n}`, communities[n % communities.length]!)),
          );
          expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
          expect((await communities[0]!.person(ada.from)).rooms).toHaveLength(10);
        }),
      ),
    );
  });
}
