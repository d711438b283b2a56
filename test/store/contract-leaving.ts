/** What every store must do about people who leave for good (P36). */
import { describe, expect, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import { startDissolving } from "../../src/store/dissolving";
import { startErasing } from "../../src/store/erasing";
import { within } from "../support/deadline";
import { until } from "../support/until";
import {
  ada,
  as,
  CLOSED,
  closed,
  DIRECT,
  direct,
  invitation,
  lin,
  listen,
  nur,
  settle,
  type CommunityMachine,
  type CommunityStore,
} from "./community-parts";
import { onMachine, onTwo } from "./on-machines";
import { ada as said, upTo } from "./contract-parts";
import { SINCE, KEY, THIRD, claim, token } from "./persons-parts";

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
export function leavingContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);
  const two = onTwo(make);

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
