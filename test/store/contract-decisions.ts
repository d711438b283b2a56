/** What every store must do about decisions, and the invitations that they make and use (P28, P29). */
import { describe, expect, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import { rejection } from "../support/rejection";
import {
  ada,
  as,
  CLOSED,
  closed,
  factsOf,
  invitation,
  lin,
  nur,
  settle,
  type CommunityStore,
} from "./community-parts";
import { onMachine } from "./on-machines";
import { ada as saidByAda, upTo } from "./contract-parts";

/** Runs the suite on the stores that `make` makes. */
export function decisionsContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

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
}
