/** What every store must do about names that people own (P34). */
import { describe, expect, test } from "bun:test";
import type { Person } from "../../src/protocol";
import { ada, lin, listen, nur, type CommunityStore } from "./community-parts";
import { onMachine, onTwo } from "./on-machines";
import { upTo } from "./contract-parts";
import { HOUR, SINCE, claim } from "./persons-parts";

/** A claim of a name that has several looks. */
const withLooks = (person: Person, ...looks: string[]) => ({
  looks,
  name: person.name,
  from: person.from,
});

const days = (count: number) => Date.now() - count * 24 * HOUR;
const spoken = (from: string, at: number) => ({ look: "ada", from, at });

/** Runs the suite on the stores that `make` makes. */
export function namesContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);
  const two = onTwo(make);

  describe(`${name}: names`, () => {
    test(
      "P34: a name is one person's, with all that look like it; a person has one; what is given up is free",
      on(async ({ persons, community }) => {
        const { told } = listen(community);
        expect(await persons.claim(claim("Ada"), SINCE)).toEqual({});
        expect(await persons.claim({ ...claim("ADA", lin) }, SINCE)).toEqual({ taken: ada.from });
        expect((await community.person(ada.from)).self).toEqual({ claimed: "Ada", blocked: [] });
        expect(await persons.owners(["ada", "lin"])).toEqual(new Map([["ada", ada.from]]));
        // Written in another way, it stays the same claim.
        expect(await persons.claim(claim("ADA"), SINCE)).toEqual({});
        expect((await community.person(ada.from)).self?.claimed).toBe("ADA");
        expect(await persons.claim(claim("Countess"), SINCE)).toEqual({});
        expect(await persons.claim(claim("Ada", lin), SINCE)).toEqual({});
        await persons.release(ada.from);
        expect((await community.person(ada.from)).self).toBeUndefined();
        expect(await persons.owners(["ada", "countess"])).toEqual(new Map([["ada", lin.from]]));
        const looks = told.flatMap((change) => (change === "all" ? [] : [change.looks]));
        expect(looks).toEqual([["ada"], ["ada"], ["ada", "countess"], ["ada"], ["countess"]]);
      }),
    );

    test(
      "P34, H26: a name has several looks, and is kept from everybody whose name has one of them",
      on(async ({ persons, community }) => {
        const { told } = listen(community);
        expect(await persons.claim(withLooks(ada, "ada", "ADA"), SINCE)).toEqual({});
        expect(await persons.claim(withLooks(lin, "lin", "ADA"), SINCE)).toEqual({
          taken: ada.from,
        });
        expect(await persons.grant(withLooks(lin, "ada", "LIN"))).toBeFalse();
        expect([...(await persons.owners(["ada", "ADA", "lin"]))]).toEqual([
          ["ada", ada.from],
          ["ADA", ada.from],
        ]);
        await persons.noteSpoken([{ look: "LIN", from: nur.from, at: Date.now() }]);
        expect(await persons.claim(withLooks(lin, "lin", "LIN"), SINCE)).toEqual({
          spoken: nur.from,
        });
        expect(await persons.claim(withLooks(ada, "ada", "Ada"), SINCE)).toEqual({});
        expect(await persons.claim(withLooks(lin, "ADA"), SINCE)).toEqual({});
        await persons.release(ada.from);
        expect([...(await persons.owners(["ada", "Ada", "ADA"]))]).toEqual([["ADA", lin.from]]);
        expect((await community.person(lin.from)).self?.claimed).toBe(lin.name);
        const looks = told.flatMap((change) =>
          change === "all" ? [] : [change.looks?.toSorted()],
        );
        expect(looks.filter(Boolean)).toEqual([
          ["ADA", "ada"],
          ["ADA", "Ada", "ada"],
          ["ADA"],
          ["Ada", "ada"],
        ]);
      }),
    );

    test(
      "P34: of two who claim a name at once, on two machines, one gets it",
      two(async ({ persons }, there) => {
        for (const n of upTo(10)) {
          const [one, other] = await Promise.all([
            persons.claim(claim(`name ${n}`), SINCE),
            there.claim(claim(`Name ${n}`, lin), SINCE),
          ]);
          const owner = (await persons.owners([`name ${n}`])).get(`name ${n}`);
          expect([one, other]).toEqual(
            owner === ada.from ? [{}, { taken: ada.from }] : [{ taken: lin.from }, {}],
          );
        }
      }),
    );

    test(
      "P34: of two names that one person claims at once, on two machines, they own one",
      two(async ({ persons, community }, there) => {
        const claims = await Promise.all([
          persons.claim(claim("one"), SINCE),
          there.claim(claim("two"), SINCE),
        ]);
        expect(claims).toEqual([{}, {}]);
        const owners = await persons.owners(["one", "two"]);
        const claimed = (await community.person(ada.from)).self?.claimed;
        expect([...owners]).toEqual([[claimed ?? "", ada.from]]);
      }),
    );

    test(
      "P34: a name under which somebody else spoke lately is not claimed, but may be granted; one's own is",
      on(async ({ persons }) => {
        const now = Date.now();
        await persons.noteSpoken([spoken(ada.from, now), spoken(lin.from, now - 2 * HOUR)]);
        expect(await persons.claim(claim("Ada"), SINCE)).toEqual({});
        await persons.release(ada.from);
        await persons.noteSpoken([spoken(lin.from, now - 5), spoken(nur.from, now - 9)]);
        await persons.noteSpoken([spoken(lin.from, now - 3 * HOUR)]);
        expect(await persons.claim(claim("Ada"), SINCE)).toEqual({ spoken: lin.from });
        expect(await persons.owners(["ada"])).toEqual(new Map());
        expect(await persons.grant(claim("Ada"))).toBeTrue();
        expect(await persons.grant(claim("Ada", lin))).toBeFalse();
        expect(await persons.claim(claim("ADA"), SINCE)).toEqual({});
      }),
    );

    test(
      "P34: that somebody spoke under a name is forgotten after 30 days",
      on(async ({ persons, community }) => {
        await persons.noteSpoken([
          spoken(lin.from, days(31)),
          { ...spoken(lin.from, days(29)), look: "lin" },
        ]);
        expect(await persons.claim(claim("Ada"), 0)).toEqual({ spoken: lin.from });
        await community.tidy();
        expect(await persons.claim(claim("Ada"), 0)).toEqual({});
        expect(await persons.claim(claim("Lin"), 0)).toEqual({ spoken: lin.from });
      }),
    );

    test(
      "P34: it is known up to which room the names of earlier messages are noted, and when all are; a new store has none",
      on(async (machine, store) => {
        expect(await machine.persons.unnoted()).toBeUndefined();
        await machine.persons.noted("designers");
        expect(await machine.persons.unnoted()).toBeUndefined();
        await machine[Symbol.asyncDispose]();
        await using again = await store.open();
        expect(await again.persons.unnoted()).toBeUndefined();
      }),
    );
  });
}
