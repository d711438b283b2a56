/** What every store must do about members: who belongs to which room, with which rank and name (P29, P36). */
import { describe, expect, test } from "bun:test";
import type { PersonRecord } from "../../src/store/community";
import { SERVER_ROOM } from "../../src/protocol";
import {
  ada,
  as,
  CLOSED,
  closed,
  lin,
  listen,
  settle,
  type CommunityStore,
} from "./community-parts";
import { onMachine } from "./on-machines";
import { ada as saidByAda, upTo } from "./contract-parts";

/** Runs the suite on the stores that `make` makes. */
export function membersContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

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
  });
}
