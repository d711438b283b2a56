/** What every store must do about keys, and the links that give a new one (P35). */
import { describe, expect, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import { until } from "../support/until";
import { ada, as, lin, listen, nur, settle, type CommunityStore } from "./community-parts";
import { onMachine, onTwo } from "./on-machines";
import { KEY, THIRD, token } from "./persons-parts";

/** Runs the suite on the stores that `make` makes. */
export function keysContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);
  const two = onTwo(make);

  describe(`${name}: keys`, () => {
    test(
      "P35: a key is its own person's, until the person has another one: then that is theirs, with all that is kept, and the first is refused",
      on(async ({ persons, community }) => {
        await settle(community, {
          members: [as("owner", ada, SERVER_ROOM), as("member", ada, "tea")],
        });
        const before = await community.person(ada.from);
        expect(await persons.holder(ada.from)).toEqual({ from: ada.from, ...before });
        expect(await persons.holder(KEY)).toEqual({ from: KEY, rooms: [] });
        expect(await persons.replaceKey(ada.from, KEY, ada.from)).toBeTrue();
        expect(await persons.holder(KEY)).toEqual({ ...before, from: ada.from, key: KEY });
        expect(await persons.holder(ada.from)).toBeUndefined();
        expect(await community.person(ada.from)).toEqual({ ...before, key: KEY });
        expect(await persons.replaceKey(ada.from, THIRD, KEY)).toBeTrue();
        const found = await Promise.all([ada.from, KEY, THIRD].map((key) => persons.holder(key)));
        expect(found.map((one) => one?.from)).toEqual([undefined, undefined, ada.from]);
      }),
    );

    test(
      "P35: a key that is known is not taken: another person's, one that was replaced, and one's own",
      on(async ({ persons, community }) => {
        await settle(community, { members: [as("member", lin, "tea")] });
        await persons.noteSpoken([{ look: "nur", from: nur.from, at: Date.now() }]);
        await persons.replaceKey(ada.from, KEY, ada.from);
        for (const key of [lin.from, nur.from, ada.from, KEY])
          expect(await persons.replaceKey(ada.from, key, KEY)).toBeFalse();
        expect(await persons.replaceKey(lin.from, KEY, lin.from)).toBeFalse();
        expect((await persons.holder(KEY))?.from).toBe(ada.from);
      }),
    );

    test(
      "P35: a thief cannot take the person back with the key that was replaced",
      on(async ({ persons }) => {
        await persons.replaceKey(ada.from, KEY, ada.from);
        expect(await persons.replaceKey(ada.from, THIRD, ada.from)).toBeFalse();
        expect((await persons.holder(KEY))?.from).toBe(ada.from);
      }),
    );

    test(
      "P35: of two devices that ask for a new key at once, on two machines, one gets it",
      two(async ({ persons }, there) => {
        const done = await Promise.all([
          persons.replaceKey(ada.from, KEY, ada.from),
          there.replaceKey(ada.from, THIRD, ada.from),
        ]);
        expect(done.filter(Boolean)).toHaveLength(1);
        const holders = await Promise.all([KEY, THIRD].map((key) => persons.holder(key)));
        expect(holders.map((one) => one?.from === ada.from)).toEqual(done);
      }),
    );

    test(
      "P35: of two people who ask for the same key at once, on two machines, one gets it",
      two(async ({ persons }, there) => {
        const done = await Promise.all([
          persons.replaceKey(ada.from, KEY, ada.from),
          there.replaceKey(lin.from, KEY, lin.from),
        ]);
        expect(done.filter(Boolean)).toHaveLength(1);
        expect((await persons.holder(KEY))?.from).toBe(done[0] ? ada.from : lin.from);
      }),
    );

    test(
      "P35: a link gives its person a new key, once, until its time is over; a wrong token gives nothing",
      two(async ({ persons, community }, there) => {
        const { told } = listen(community);
        const { id, hash } = token();
        await there.addRekey(token());
        await there.addRekey({ ...token("over"), until: Date.now() - 1 });
        expect(await persons.useRekey({ id, hash: "01" }, KEY)).toBeUndefined();
        expect(await persons.useRekey({ id: "over", hash }, KEY)).toBeUndefined();
        const used = await Promise.all([
          persons.useRekey({ id, hash }, KEY),
          there.useRekey({ id, hash }, THIRD),
        ]);
        expect(used.filter((from) => from === ada.from)).toHaveLength(1);
        const key = used[0] === undefined ? THIRD : KEY;
        expect((await persons.holder(key))?.from).toBe(ada.from);
        expect(await persons.holder(ada.from)).toBeUndefined();
        expect(await persons.useRekey({ id, hash }, "a-fourth-key-of-")).toBeUndefined();
        await until("the machine to be told", () => told.length > 0);
      }),
    );

    test(
      "P35: a link is not used up by a key that is known, and ends when its person has a new key",
      on(async ({ persons, community }) => {
        await settle(community, { members: [as("member", lin, "tea")] });
        const { id, hash } = token();
        await persons.addRekey(token());
        expect(await persons.useRekey({ id, hash }, lin.from)).toBeUndefined();
        await persons.addRekey(token("another"));
        expect(await persons.useRekey({ id, hash }, KEY)).toBe(ada.from);
        expect(await persons.useRekey({ id: "another", hash }, THIRD)).toBeUndefined();
      }),
    );
  });
}
