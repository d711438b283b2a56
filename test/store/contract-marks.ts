/** What every store must do about how far people have read (P36). Each store runs this suite. */
import { describe, expect, test } from "bun:test";
import { LEVELS } from "../../src/protocol";
import type { KeptMark, NewMark } from "../../src/store/persons";
import { within } from "../support/deadline";
import { ada, as, type CommunityStore, lin, settle } from "./community-parts";
import { upTo } from "./contract-parts";
import { onMachine } from "./on-machines";

const lobby = (more: Partial<NewMark>): NewMark => ({ from: ada.from, room: "lobby", ...more });

const inTea = (person: typeof ada, rank: "member" | undefined) => as(rank, person, "tea");

/** A row of numbers below `below` that looks random, and is the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Any marks of three people in two rooms. */
function anyMarks(next: (below: number) => number, count: number): NewMark[] {
  return upTo(count).map(() => {
    const seen = next(4) === 0 ? undefined : next(20);
    const level = seen === undefined || next(3) === 0 ? LEVELS[next(3)] : undefined;
    return {
      from: `p-${next(3)}`,
      room: ["lobby", "tea"][next(2)] ?? "",
      ...(seen !== undefined && { seen, ...(next(5) === 0 && { unread: true }) }),
      ...(level !== undefined && { level }),
    };
  });
}

/** What P36 says becomes of a mark, one after the other. */
function kept(marks: readonly NewMark[]): Map<string, KeptMark> {
  const all = new Map<string, KeptMark>();
  for (const { from, room, seen, level, unread } of marks) {
    const before = all.get(`${from} ${room}`);
    const further = unread ? seen : Math.max(seen ?? -1, before?.seen ?? -1);
    all.set(`${from} ${room}`, {
      from,
      room,
      ...((seen ?? before?.seen) !== undefined && { seen: further }),
      ...((level ?? before?.level) && { level: level ?? before?.level }),
    });
  }
  return all;
}

/** Runs the suite on the stores that `make` makes. */
export function marksContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

  describe(`${name}: read marks`, () => {
    test(
      "P36: a mark is there when the store is opened again: of the lobby by itself, of one's rooms with them",
      on(async (machine, store) => {
        await settle(machine.community, { members: [as("member", ada, "tea")] });
        expect(
          await machine.persons.mark([lobby({ seen: 3 }), lobby({ room: "tea", level: "calls" })]),
        ).toEqual([
          { ...lobby({}), seen: 3 },
          { ...lobby({ room: "tea" }), level: "calls" },
        ]);
        await machine[Symbol.asyncDispose]();
        await using again = await store.open();
        const { self, rooms } = await again.community.person(ada.from);
        expect(self).toEqual({ blocked: [], lobby: { seen: 3 } });
        expect(rooms).toEqual([{ room: "tea", rank: "member", head: 0, rev: 0, level: "calls" }]);
        expect(await again.persons.holder(ada.from)).toMatchObject({ from: ada.from, self, rooms });
      }),
    );

    test(
      "P36: the further mark wins, unless it is set back on purpose; a level changes no mark and a mark no level",
      on(async ({ persons }) => {
        const steps: [Partial<NewMark>, object][] = [
          [{ seen: 5 }, { seen: 5 }],
          [{ seen: 3 }, { seen: 5 }],
          [{ level: "none" }, { seen: 5, level: "none" }],
          [
            { seen: 2, unread: true },
            { seen: 2, level: "none" },
          ],
          [
            { seen: 0, unread: true },
            { seen: 0, level: "none" },
          ],
          [
            { seen: 4, level: "all" },
            { seen: 4, level: "all" },
          ],
        ];
        for (const [said, expected] of steps)
          expect(await persons.mark([lobby(said)])).toEqual([{ ...lobby({}), ...expected }]);
      }),
    );

    test(
      "P36: two devices that come back at once, on two machines: the further mark wins",
      on(async ({ persons, community }, store) => {
        const other = await store.beside();
        await Promise.all(
          upTo(10).flatMap((n) => [
            persons.mark([lobby({ seen: 2 * n })]),
            other.persons.mark([lobby({ seen: 21 - 2 * n })]),
          ]),
        );
        expect((await community.person(ada.from)).self?.lobby).toEqual({ seen: 20 });
        await other.close();
      }),
    );

    test.each([1, 2, 3, 4, 5])(
      "P36: any marks, in whatever groups they are kept, become what they become one after the other (%i)",
      (seed) =>
        on(async ({ persons, community }) => {
          const next = numbers(seed);
          const marks = anyMarks(next, 60);
          for (let n = 0; n < marks.length;) {
            const group = marks.slice(n, (n += 1 + next(30)));
            const split = next(group.length);
            // As two calls at once, which one commit may keep.
            await Promise.all([
              persons.mark(group.slice(0, split)),
              persons.mark(group.slice(split)),
            ]);
          }
          const expected = kept(marks);
          for (const person of ["p-0", "p-1", "p-2"]) {
            await settle(community, { members: [as("member", { from: person, name: "" }, "tea")] });
            const { self, rooms } = await community.person(person);
            const ofRoom = (room: string) => {
              const {
                from: _,
                room: __,
                ...mark
              } = expected.get(`${person} ${room}`) ?? {
                from: "",
                room,
              };
              return mark;
            };
            expect(self?.lobby ?? {}).toEqual(ofRoom("lobby"));
            expect(rooms).toMatchObject([ofRoom("tea")]);
          }
        })(),
    );

    test(
      "P36: marks of a thousand people at once are all kept, in a second",
      on(async ({ persons, community }) => {
        const people = upTo(1000).map((n) => `p-${n}`);
        const marking = Promise.all(
          people.map((from, n) => persons.mark([{ from, room: "lobby", seen: n }])),
        );
        await within(5000, "a thousand marks", marking);
        const found = await Promise.all(people.map((from) => community.person(from)));
        expect(found.map(({ self }) => self?.lobby?.seen)).toEqual(people.map((_, n) => n));
      }),
    );

    test(
      "P36: a person who leaves a room, or is put out, loses their mark there, and nobody else does",
      on(async ({ persons, community }) => {
        await settle(community, { members: [inTea(ada, "member"), inTea(lin, "member")] });
        const marks = ["tea", "lobby"].map((room) => ({ from: ada.from, room, seen: 3 }));
        await persons.mark([...marks, { from: lin.from, room: "tea", seen: 4 }]);
        await settle(community, { members: [inTea(ada, undefined)] });
        await settle(community, { members: [inTea(ada, "member")] });
        const { rooms, self } = await community.person(ada.from);
        expect(rooms).toEqual([{ room: "tea", rank: "member", head: 0, rev: 0 }]);
        expect(self?.lobby).toEqual({ seen: 3 });
        expect((await community.person(lin.from)).rooms).toMatchObject([{ seen: 4 }]);
        // Another rank is no leaving.
        await settle(community, { members: [as("owner", lin, "tea")] });
        expect((await community.person(lin.from)).rooms).toMatchObject([{ seen: 4 }]);
      }),
    );

    test(
      "a dissolved room takes everybody's marks in it along",
      on(async ({ persons, community }) => {
        const room = "tea";
        const profile = { room, kind: "open" as const, at: 1 };
        await settle(community, { profiles: [profile], members: [as("owner", ada, room)] });
        await persons.mark([ada, lin].map(({ from }) => ({ from, room, seen: 3 })));
        await settle(community, { profiles: [{ ...profile, isDissolved: true }] });
        await community.forget(room);
        await settle(community, { members: [as("member", ada, room)] });
        expect((await community.person(ada.from)).rooms).toEqual([
          { room, rank: "member", head: 0, rev: 0 },
        ]);
      }),
    );
  });
}
