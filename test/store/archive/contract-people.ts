/** What an archive has of people, whatever store it comes from and goes to. */
import { describe, expect, test } from "bun:test";
import { StaleDecision } from "../../../src/store/log";
import { openCommunity } from "../../../src/store/open-community";
import { SERVER_ROOM } from "../../../src/protocol";
import { readLocation } from "../../../src/store/location";
import { rejection } from "../../support/rejection";
import {
  ada,
  as,
  CLOSED,
  closed,
  DIRECT,
  direct,
  invitation,
  lin,
  settle,
} from "../community-parts";
import { notice, restriction } from "../acts-parts";
import { say, makeFolder, exported, imported, type ArchivedStore } from "./archive-parts";

/** Runs the suite on the stores that `makeStore` makes. */
export function peopleContract(name: string, makeStore: () => Promise<ArchivedStore>): void {
  describe(`${name}: people in archives`, () => {
    test("P27 to P29: profiles, members, names, ranks and invitations are exported and imported, to the last byte, and no token is", async () => {
      await using folder = await makeFolder();
      await using first = await makeStore();
      await using second = await makeStore();
      const before = await first.open();
      await say(before, CLOSED, "one");
      const people = await openCommunity(readLocation(first.databaseUrl));
      await people.setAccess("invited");
      const token = "t".repeat(22);
      const made = invitation({
        hash: new Bun.CryptoHasher("sha256").update(token).digest("hex"),
        used: 1,
        isRevoked: true,
      });
      const profile = closed({ topic: "形状", locked: true, listed: true, days: 7 });
      await settle(people, {
        profiles: [
          profile,
          { room: SERVER_ROOM, kind: "closed", title: "Tea & cake", at: 5 },
          { room: "tea", kind: "open", at: 6, isDissolved: true },
        ],
        members: [as("owner"), as("moderator", lin), as("owner", lin, SERVER_ROOM)],
        invitation: made,
      });
      const others = Array.from({ length: 1100 }, (_, n) => ({
        from: `p-${n}`,
        name: `name ${n}`,
      }));
      await Promise.all(others.map((person) => people.enrol("designers", person)));

      const text = await exported(first, `${folder.path}/first`);
      expect(text).not.toContain(token);
      await imported(second, `${folder.path}/first`);
      expect(await exported(second, `${folder.path}/second`)).toBe(text);
      await people.close();
      await before.close();
      const copy = await openCommunity(readLocation(second.databaseUrl));
      expect(await copy.profile(CLOSED)).toEqual(profile);
      expect(await copy.invitation(made.id)).toEqual(made);
      expect(await copy.person(lin.from)).toMatchObject({
        rank: "owner",
        name: "lin",
        rooms: [{ room: CLOSED, rank: "moderator", head: 1 }],
      });
      expect(await copy.members("designers", undefined, 9999)).toHaveLength(1100);
      expect(await copy.dissolved()).toEqual(["tea"]);
      // It was by invitation before, so that nobody becomes known by what they said.
      const after = await second.open();
      await say(after, "lobby", "two");
      await after.close();
      await copy.setAccess("invited");
      expect(await copy.members(SERVER_ROOM, undefined, 9)).toHaveLength(2);
      await copy.close();
    });

    test("P27: after an import of an archive without people, all who spoke are known where the server is by invitation", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const log = await store.open();
      const community = await openCommunity(readLocation(store.databaseUrl));
      // As a server does that is started before the import.
      await community.setAccess("invited");
      await log.close();
      const message = { room: "a", seq: 1, id: "x", from: "ada", name: "Ada", txt: "hello", at: 5 };
      const lines = [
        { chuan: "archive", version: 2 },
        { room: "a", head: 1, at: 5, rev: 1 },
        { ...message, rev: 1 },
        { end: { rooms: 1, messages: 1 } },
      ].map((line) => JSON.stringify(line));
      await Bun.write(`${folder.path}/lines`, `${lines.join("\n")}\n`);
      await imported(store, `${folder.path}/lines`);
      await community.setAccess("invited");
      expect(await community.members(SERVER_ROOM, undefined, 9)).toEqual([
        { from: "ada", name: "Ada", rank: "member" },
      ]);
      await community.close();
    });

    test("H47: of several names of one person, an import keeps the last", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const member = { from: "ada", rank: "member" as const };
      const members = Array.from({ length: 300 }, (_, n) => ({
        ...member,
        room: `room-${n}`,
        from: n % 3 === 0 ? "ada" : `p${n % 7}`,
        name: `Ada ${n}`,
      }));
      const lines = [
        { chuan: "archive", version: 2 },
        ...members,
        { ...member, room: "unnamed", name: "" },
        { end: { rooms: 0, messages: 0, members: 301 } },
      ].map((line) => JSON.stringify(line));
      await Bun.write(`${folder.path}/lines`, `${lines.join("\n")}\n`);
      await imported(store, `${folder.path}/lines`);
      const community = await openCommunity(readLocation(store.databaseUrl));
      expect(await community.members("room-0", undefined, 9)).toEqual([
        { ...member, name: "Ada 297" },
      ]);
      await community.close();
    });

    test("P32: acts are known after an import, and hold for what is said from then on", async () => {
      await using folder = await makeFolder();
      await using first = await makeStore();
      await using second = await makeStore();
      await (await first.open()).close();
      const people = await openCommunity(readLocation(first.databaseUrl));
      for (const id of ["one", "two"])
        await settle(people, { restrictions: [restriction()], notice: notice(id) });
      await people.close();
      const text = await exported(first, `${folder.path}/first`);
      await imported(second, `${folder.path}/first`);
      expect(await exported(second, `${folder.path}/second`)).toBe(text);
      const copy = await openCommunity(readLocation(second.databaseUrl));
      const facts = await copy.facts({ rooms: ["lobby"], people: [lin.from] });
      expect(facts.acts("lobby")).toBe(2);
      expect(facts.restrictions("lobby", lin.from)).toEqual([restriction()]);
      expect((await copy.acts("lobby", 9, 9)).map(({ seq }) => seq)).toEqual([2, 1]);
      await copy.close();
      const after = await second.open();
      const message = { room: "lobby", id: "x", from: "ada", name: "ada", txt: "x" };
      expect(await rejection(after.append(message, 0))).toBeInstanceOf(StaleDecision);
      await after.close();
    });

    test("P30, P34 to P36: who people are is exported and imported, and no token and no key is; the names of imported messages are to be noted", async () => {
      await using folder = await makeFolder();
      await using first = await makeStore();
      await using second = await makeStore();
      const before = await first.open();
      await say(before, DIRECT, "one");
      const people = await openCommunity(readLocation(first.databaseUrl));
      const { persons } = people;
      await settle(people, direct(lin));
      await persons.claim({ looks: ["ada"], name: "Ada", from: ada.from }, 0);
      await persons.mark([{ from: ada.from, room: DIRECT, seen: 1, level: "none" }]);
      await persons.mark([{ from: ada.from, room: "lobby", seen: 1 }]);
      await persons.allow(ada.from, { direct: "nobody", lastSeen: true });
      await persons.noteSeen([{ from: ada.from, at: 7 }]);
      await persons.block(ada.from, "nur", true);
      await persons.replaceKey(ada.from, "another-key-of-a", ada.from);
      const link = { id: "a-token-of-a-link", hash: "ab".repeat(32), from: ada.from };
      await persons.addRekey({ ...link, until: Date.now() + 60_000 });
      await persons.erase({ from: "zoe", name: "Zoe" }, true);

      const text = await exported(first, `${folder.path}/first`);
      expect(text).not.toContain(link.id);
      expect(text).not.toContain(link.hash);
      await imported(second, `${folder.path}/first`);
      expect(await exported(second, `${folder.path}/second`)).toBe(text);
      const copy = await openCommunity(readLocation(second.databaseUrl));
      for (const key of [ada.from, "another-key-of-a", lin.from, "zoe"])
        expect(await copy.persons.holder(key)).toEqual(await persons.holder(key));
      expect(await copy.persons.known([ada.from])).toEqual(
        new Map([[ada.from, { claimed: "Ada", lastSeen: 7 }]]),
      );
      expect(await copy.persons.erasing()).toEqual([{ from: "zoe", after: "" }]);
      expect(await persons.unnoted()).toBeUndefined();
      expect(await copy.persons.unnoted()).toBe("");
      await copy.persons.noted("lobby");
      expect(await copy.persons.unnoted()).toBe("lobby");
      await copy.persons.noted(undefined);
      expect(await copy.persons.unnoted()).toBeUndefined();
      await copy.close();
      await people.close();
      await before.close();
    });
  });
}
