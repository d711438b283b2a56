/** What every store must do about keys, names, direct rooms and blocks, and people who leave for good (P30, P34, P35). Each store runs this suite. */
import { describe, expect, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import { startDissolving } from "../../src/store/dissolving";
import { startErasing } from "../../src/store/erasing";
import type { Persons } from "../../src/store/persons";
import { within } from "../support/deadline";
import { until } from "../support/until";
import type { Person } from "../../src/protocol";
import {
  ada,
  as,
  CLOSED,
  closed,
  type CommunityMachine,
  type CommunityStore,
  DIRECT,
  direct,
  invitation,
  lin,
  listen,
  nur,
  settle,
} from "./community-parts";
import { ada as said, upTo } from "./contract-parts";

const HOUR = 3_600_000;
const SINCE = Date.now() - HOUR;
const KEY = "another-key-of-a";
const THIRD = "a-third-key-of-a";

const claim = (name: string, { from } = ada) => ({ looks: [name.toLowerCase()], name, from });
const token = (id = "0123456789abcdef") => ({
  id,
  hash: "00",
  from: ada.from,
  until: Date.now() + HOUR,
});

/** A claim of a name that has several looks. */
const withLooks = (person: Person, ...looks: string[]) => ({
  looks,
  name: person.name,
  from: person.from,
});

const days = (count: number) => Date.now() - count * 24 * HOUR;
const spoken = (from: string, at: number) => ({ look: "ada", from, at });

/** Somebody of whom everything is kept that can be. */
async function lived({ persons, community, log }: CommunityMachine): Promise<void> {
  await settle(community, { profiles: [closed()], members: [as("owner"), as("owner", lin)] });
  await settle(community, { members: [as("moderator", ada, SERVER_ROOM)] });
  await settle(community, { invitation: invitation() });
  await settle(community, direct());
  await persons.claim(claim("Ada"), SINCE);
  await persons.noteSpoken([{ look: "ada", from: ada.from, at: Date.now() }]);
  await persons.allow(ada.from, { direct: "nobody", lastSeen: true });
  await persons.block(ada.from, nur.from, true);
  await persons.mark([{ from: ada.from, room: "lobby", seen: 1 }]);
  await persons.replaceKey(ada.from, KEY, ada.from);
  await persons.addRekey(token());
  await log.append(said("one"));
  await log.append(said("two", { room: DIRECT }));
}

/** Runs the suite on the stores that `make` makes. */
export function personsContract(name: string, make: () => Promise<CommunityStore>): void {
  const on =
    (run: (machine: CommunityMachine, store: CommunityStore) => Promise<void>) => async () => {
      await using store = await make();
      await using machine = await store.open();
      await run(machine, store);
    };
  /** With the store opened once more beside the machine. */
  const two = (run: (here: CommunityMachine, there: Persons) => Promise<void>) =>
    on(async (machine, store) => {
      const other = await store.beside();
      await run(machine, other.persons);
      await other.close();
    });

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

  describe(`${name}: direct rooms, blocks and settings`, () => {
    test(
      "P30: a direct room is each one's with the other, also when the store is opened again, and is in no list",
      on(async (machine, store) => {
        await settle(machine.community, direct());
        await machine[Symbol.asyncDispose]();
        await using again = await store.open();
        const { community } = again;
        const room = { room: DIRECT, rank: "member" as const, head: 0, rev: 0 };
        const profile = { room: DIRECT, kind: "direct" as const, at: 5 };
        expect((await community.person(ada.from)).rooms).toEqual([{ ...room, profile, with: lin }]);
        expect((await community.person(lin.from)).rooms).toEqual([{ ...room, profile, with: ada }]);
        expect(await community.listed("", 9)).toEqual([]);
        await community.rename({ ...ada, name: "Ada" });
        expect((await community.person(lin.from)).rooms[0]?.with).toEqual({ ...ada, name: "Ada" });
        await community.setAccess("invited");
        expect((await community.person(ada.from)).rooms).toHaveLength(1);
      }),
    );

    test(
      "P30: a blocked person is told nothing and reaches nobody, in both directions, until it ends",
      on(async ({ persons, community }) => {
        const { told } = listen(community);
        await persons.block(ada.from, lin.from, true);
        await persons.block(ada.from, lin.from, true);
        await persons.block(ada.from, "another", true);
        expect((await community.person(ada.from)).self?.blocked).toEqual(["another", lin.from]);
        expect(await persons.mayReach(lin.from, ada.from, "everybody")).toBeFalse();
        expect(await persons.mayReach(ada.from, lin.from, "everybody")).toBeFalse();
        expect(await persons.mayReach(nur.from, ada.from, "everybody")).toBeTrue();
        await persons.block(ada.from, lin.from, false);
        expect(await persons.mayReach(lin.from, ada.from, "everybody")).toBeTrue();
        expect(told).toEqual(upTo(3).map(() => ({ rooms: [], people: [ada.from] })));
      }),
    );

    test(
      "P30: somebody lets everybody, nobody, or people of a closed room write to them, and the server's own room is none",
      on(async ({ persons, community }) => {
        const reach = (byDefault: "everybody" | "shared" | "nobody") =>
          persons.mayReach(lin.from, ada.from, byDefault);
        await community.setAccess("invited");
        const both = [ada, lin];
        await settle(community, {
          profiles: [{ room: "tea", kind: "open", at: 1 }],
          members: both.flatMap((one) => [
            as("member", one, SERVER_ROOM),
            as("member", one, "tea"),
          ]),
        });
        await settle(community, direct());
        expect(await Promise.all([reach("everybody"), reach("shared"), reach("nobody")])).toEqual([
          true,
          false,
          false,
        ]);
        await settle(community, {
          profiles: [closed()],
          members: both.map((one) => as("member", one)),
        });
        expect(await reach("shared")).toBeTrue();
        await persons.allow(ada.from, { direct: "nobody" });
        expect(await reach("everybody")).toBeFalse();
        await persons.allow(ada.from, { lastSeen: true });
        expect((await community.person(ada.from)).self).toEqual({
          direct: "nobody",
          lastSeen: true,
          blocked: [],
        });
        await persons.allow(ada.from, { direct: "shared" });
        expect(await reach("nobody")).toBeTrue();
        await settle(community, { profiles: [closed({ isDissolved: true })] });
        expect(await reach("everybody")).toBeFalse();
      }),
    );

    test(
      "P36: when somebody was here is kept only while they allow it, and never goes back",
      on(async ({ persons }) => {
        const seen = async () => (await persons.known([ada.from])).get(ada.from);
        await persons.noteSeen([{ from: ada.from, at: 5 }]);
        await persons.allow(ada.from, { lastSeen: true });
        expect(await seen()).toBeUndefined();
        await persons.noteSeen([
          { from: ada.from, at: 7 },
          { from: lin.from, at: 9 },
        ]);
        await persons.noteSeen([{ from: ada.from, at: 6 }]);
        expect(await seen()).toEqual({ lastSeen: 7 });
        await persons.claim(claim("Ada"), SINCE);
        expect(await seen()).toEqual({ lastSeen: 7, claimed: "Ada" });
        await persons.allow(ada.from, { lastSeen: false });
        await persons.allow(ada.from, { lastSeen: true });
        expect(await persons.known([ada.from, lin.from])).toEqual(
          new Map([[ada.from, { claimed: "Ada" }]]),
        );
      }),
    );

    test(
      "P34: the looks of all owned names are read in pages, each once, and none of a name that was given up",
      on(async ({ persons }) => {
        await persons.claim({ ...claim("Ada"), looks: ["ada", "ADA", "阿达"] }, SINCE);
        await persons.claim(claim("Lin", lin), SINCE);
        expect(await persons.ownedLooks("", 2)).toEqual(["ADA", "ada"]);
        expect(await persons.ownedLooks("ada", 2)).toEqual(["lin", "阿达"]);
        expect(await persons.ownedLooks("阿达", 2)).toEqual([]);
        await persons.release(ada.from);
        expect(await persons.ownedLooks("", 9)).toEqual(["lin"]);
      }),
    );

    test(
      "P25: of those who moderate a room, or the server, the ranks are known, and of members none",
      on(async ({ persons, community }) => {
        await settle(community, {
          profiles: [closed()],
          members: [as("owner"), as("member", lin)],
        });
        const members = [as("moderator", lin, SERVER_ROOM), as("member", nur, SERVER_ROOM)];
        await settle(community, { members });
        const people = [ada, lin, nur].map(({ from }) => from);
        expect(await persons.known(people, CLOSED)).toEqual(
          new Map([
            [ada.from, { rank: "owner" }],
            [lin.from, { onServer: "moderator" }],
          ]),
        );
        expect(await persons.known(people)).toEqual(
          new Map([[lin.from, { onServer: "moderator" }]]),
        );
      }),
    );
  });

  describe(`${name}: people who leave for good`, () => {
    test(
      "P36: of somebody who leaves nothing is kept, their keys are refused and their name is free; what they said stays",
      on(async (machine) => {
        const { persons, community, log } = machine;
        await lived(machine);
        const { told } = listen(community);
        await persons.erase(ada, false);
        expect(told).toEqual([
          { rooms: [], people: [ada.from], restricted: [ada.from], looks: ["ada"] },
        ]);
        const keys = await Promise.all([ada.from, KEY].map((key) => persons.holder(key)));
        expect(keys).toEqual([undefined, undefined]);
        const { rooms, ...rest } = await community.person(ada.from);
        expect(rest).toEqual({ isErased: true });
        expect(rooms.map(({ room }) => room)).toEqual([DIRECT]);
        expect(
          (await community.person(lin.from)).rooms.find(({ room }) => room === DIRECT)?.with,
        ).toEqual({
          from: ada.from,
          name: "",
        });
        expect(await community.members(CLOSED, undefined, 9)).toEqual([{ ...lin, rank: "owner" }]);
        expect(await community.invitation(invitation().id)).toBeUndefined();
        expect(await persons.useRekey({ id: token().id, hash: "00" }, THIRD)).toBeUndefined();
        expect(await persons.known([ada.from])).toEqual(new Map());
        expect(await persons.claim(claim("Ada", nur), SINCE)).toEqual({});
        expect(await persons.mayReach(lin.from, ada.from, "everybody")).toBeFalse();
        expect(await persons.erasing()).toEqual([]);
        expect((await log.read("lobby", { limit: 9 })).messages).toMatchObject([
          { txt: "message one" },
        ]);
      }),
    );

    test(
      "P36: what comes in a moment late from somebody who left is not kept, on any machine",
      two(async (machine, there) => {
        const { persons, community } = machine;
        await lived(machine);
        await persons.erase(ada, false);
        expect(await there.mark([{ from: ada.from, room: "tea", seen: 4 }])).toEqual([
          { from: ada.from, room: "tea" },
        ]);
        await there.noteSpoken([{ look: "ada", from: ada.from, at: Date.now() }]);
        await there.allow(ada.from, { direct: "everybody" });
        await there.block(ada.from, lin.from, true);
        expect(await there.grant(claim("Ada"))).toBeFalse();
        expect(await there.addRekey(token())).toBeFalse();
        expect(await there.replaceKey(ada.from, THIRD, KEY)).toBeFalse();
        await community.enrol("tea", ada);
        await community.rename(ada);
        await community.setAccess("invited");
        const { rooms, ...rest } = await community.person(ada.from);
        expect(rest).toEqual({ isErased: true });
        expect(rooms).toHaveLength(1);
        expect(await persons.claim(claim("Ada", nur), SINCE)).toEqual({});
      }),
    );

    test(
      "P30: a direct room whose people have both left is dissolved",
      on(async (machine) => {
        const { persons, community } = machine;
        await lived(machine);
        await persons.erase(ada, false);
        expect(await community.dissolved()).toEqual([]);
        const { told } = listen(community);
        await persons.erase(lin, false);
        expect(told).toMatchObject([{ rooms: [DIRECT], people: [lin.from] }]);
        const stop = startDissolving(machine.log, community, 1);
        await until("the room to be forgotten", async () => !(await community.profile(DIRECT)));
        await stop();
        expect((await machine.log.read(DIRECT, { limit: 9 })).head).toBe(0);
      }),
    );

    test(
      "P36: all that somebody said is removed in every room when they wish so, for readers and in the store, and nothing else",
      on(async (machine) => {
        const { persons, community, log } = machine;
        // More than one step removes, in one room.
        for (const n of upTo(250))
          void log.append(said(`id-${n}`, { room: n % 10 === 0 ? "tea" : "lobby" }));
        await log.append(said("other", { room: "tea", from: lin.from, name: "lin" }));
        await lived(machine);
        await persons.erase(ada, true);
        expect(await persons.erasing()).toEqual([{ from: ada.from, after: "" }]);
        const stop = startErasing(log, community, persons, 1);
        await within(
          20_000,
          "the removal",
          until("all to be removed", async () => (await persons.erasing()).length === 0),
        );
        await stop();
        for (const [room, left] of [
          ["lobby", []],
          ["tea", ["message other"]],
          [DIRECT, []],
        ] as const) {
          const { messages } = await log.read(room, { after: 0, limit: 1000 });
          expect(messages.length).toBeGreaterThan(0);
          const there = messages.filter(({ gone }) => !gone);
          expect(there.map(({ txt }) => txt)).toEqual([...left]);
          const gone = messages.filter((one) => one.gone);
          expect(gone.every((one) => one.txt === "" && one.gone?.by === ada.from)).toBeTrue();
        }
      }),
    );

    test(
      "P36: of two machines that remove what somebody said the slower one takes nothing back",
      two(async ({ persons }, there) => {
        await persons.erase(ada, true);
        await persons.erased(ada.from, "room-2");
        await there.erased(ada.from, "room-1");
        expect(await persons.erasing()).toEqual([{ from: ada.from, after: "room-2" }]);
        await persons.erased(ada.from, undefined);
        await there.erased(ada.from, "room-3");
        expect(await persons.erasing()).toEqual([]);
      }),
    );

    test(
      "P36: the removal goes on where it ended, also when it ends after every step",
      on(async (machine) => {
        const { persons, community, log } = machine;
        const rooms = upTo(25).map((n) => `room-${String(n).padStart(2, "0")}`);
        await Promise.all(rooms.map((room) => log.append(said("one", { room }))));
        await persons.erase(ada, true);
        const places = new Set<string>();
        for (let steps = 1; (await persons.erasing()).length > 0; steps += 1) {
          let left = steps * 4;
          const step = <T>(work: () => Promise<T>): Promise<T> =>
            (left -= 1) < 0 ? new Promise<never>(() => {}) : work();
          void startErasing(
            {
              // It notes how far it is after each ten of them.
              rooms: (after) => log.rooms(after, 10),
              saidBy: (...asked) => step(() => log.saidBy(...asked)),
              change: (change) => step(() => log.change(change)),
            },
            community,
            persons,
            1,
          );
          await until(
            "it to die, or be done",
            async () => left < 0 || (await persons.erasing()).length === 0,
          );
          for (const { after } of await persons.erasing()) places.add(after);
        }
        expect([...places]).toEqual(["", "room-10", "room-20"]);
        for (const room of rooms)
          expect((await log.read(room, { limit: 9 })).messages).toMatchObject([
            { txt: "", rev: 2 },
          ]);
      }),
    );
  });
}
