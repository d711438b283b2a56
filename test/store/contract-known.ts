/** What every store must do about who is known to the server, and what becomes of dissolved rooms (P27, P29). */
import { describe, expect, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import {
  ada,
  as,
  CLOSED,
  closed,
  invitation,
  lin,
  listen,
  nur,
  settle,
  type CommunityStore,
} from "./community-parts";
import { onMachine } from "./on-machines";
import { ada as saidByAda } from "./contract-parts";

/** Runs the suite on the stores that `make` makes. */
export function knownContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

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
}
