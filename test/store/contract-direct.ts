/** What every store must do about direct rooms, blocks, settings and what is known of people (P25, P30, P36). */
import { describe, expect, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import {
  ada,
  as,
  CLOSED,
  closed,
  DIRECT,
  direct,
  lin,
  listen,
  nur,
  settle,
  type CommunityStore,
} from "./community-parts";
import { onMachine } from "./on-machines";
import { upTo } from "./contract-parts";
import { SINCE, claim } from "./persons-parts";

/** Runs the suite on the stores that `make` makes. */
export function directContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

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
}
