/** What every store must do as an archive's source and target. */
import { describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { exportTo, importFrom } from "../../../src/store/archive/copy";
import { openSource, openTarget } from "../../../src/store/archive/open-archive";
import { type Log, StaleDecision } from "../../../src/store/log";
import { openCommunity } from "../../../src/store/open-community";
import { type Message, SERVER_ROOM } from "../../../src/protocol";
import { readLocation } from "../../../src/store/location";
import type { Persons } from "../../../src/store/persons";
import { quickFolder } from "../../support/folder";
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
import { LEFT, wordsIn, writeAndErase } from "../erased";

export interface ArchivedStore extends AsyncDisposable {
  databaseUrl: string;
  open: () => Promise<Log>;
}

const TEXTS = ["hello", "你好，世界", "مرحبا", "👩‍👩‍👧", "two\nlines", "a \u2028 separator", `'"\\`];
const quiet = () => {};

function say(log: Log, room: string, id: string, txt = "hello"): Promise<Message> {
  return log.append({ room, id, from: "ada", name: "ada", txt });
}

async function makeFolder() {
  const path = await quickFolder("chuan-archive-");
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function exported(store: ArchivedStore, path: string): Promise<string> {
  await using source = await openSource(readLocation(store.databaseUrl));
  await exportTo(path, source, quiet);
  return Bun.file(path).text();
}

async function imported(store: ArchivedStore, path: string): Promise<void> {
  await using target = await openTarget(readLocation(store.databaseUrl));
  await importFrom(path, target, quiet);
}

export function archiveContract(name: string, makeStore: () => Promise<ArchivedStore>): void {
  describe(`${name}: export and import`, () => {
    test("an imported store exports the same bytes, and continues with the next number", async () => {
      await using folder = await makeFolder();
      await using first = await makeStore();
      await using second = await makeStore();
      const before = await first.open();
      for (const [n, txt] of TEXTS.entries()) {
        await say(before, "lobby", `id-${n}`, txt);
        await say(before, "设计师", `id-${n}`, txt);
      }
      const text = await exported(first, `${folder.path}/first`);
      await imported(second, `${folder.path}/first`);
      expect(await exported(second, `${folder.path}/second`)).toBe(text);

      const after = await second.open();
      const page = await after.read("设计师", { limit: 50 });
      expect(page).toEqual(await before.read("设计师", { limit: 50 }));
      // A send key from before the export still names its message (P8).
      expect(await say(after, "lobby", "id-0")).toMatchObject({ seq: 1, txt: TEXTS[0]! });
      expect(await say(after, "lobby", "new")).toMatchObject({ seq: TEXTS.length + 1 });
      await before.close();
      await after.close();
    });

    test("P20 to P26: what happened to messages is exported and imported, to the last byte, and the log has another name", async () => {
      await using folder = await makeFolder();
      await using first = await makeStore();
      await using second = await makeStore();
      const before = await first.open();
      for (let n = 1; n <= 12; n += 1) await say(before, "lobby", `id-${n}`);
      const people = Array.from({ length: 11 }, (_, n) => `person-${n}`);
      const place = { room: "lobby", by: "ada" };
      const edit = { ...place, kind: "edit" as const, seq: 6, id: "e", txt: "edited", calls: [] };
      await before.change({ ...edit, calls: [{ from: "lin", start: 0, end: 3 }] });
      await before.change({ ...place, kind: "remove", seq: 7, id: "r" });
      for (const by of people)
        for (const emoji of ["👍", "🎉"])
          await before.change({
            ...place,
            kind: "react",
            seq: 9,
            id: emoji,
            emoji,
            on: true,
            by,
            name: by,
          });
      await say(before, "lobby", "id-13");
      await before.change({
        ...place,
        kind: "react",
        seq: 9,
        id: "off",
        emoji: "👍",
        on: false,
        by: "person-1",
        name: "",
      });
      await before.change({
        ...place,
        kind: "react",
        seq: 10,
        id: "on",
        emoji: "👍",
        on: true,
        name: "ada",
      });
      await before.change({
        ...place,
        kind: "react",
        seq: 10,
        id: "off",
        emoji: "👍",
        on: false,
        name: "ada",
      });
      await before.remove("lobby", Date.now() + 1, 3);

      const text = await exported(first, `${folder.path}/first`);
      await imported(second, `${folder.path}/first`);
      expect(await exported(second, `${folder.path}/second`)).toBe(text);
      const after = await second.open();
      expect(after.epoch).not.toBe(before.epoch);
      const { rev } = await before.read("lobby", { limit: 1 });
      for (let since = 0; since <= rev; since += 1)
        expect(await after.read("lobby", { since, limit: 50 })).toEqual(
          await before.read("lobby", { since, limit: 50 }),
        );
      // What is sent again is known, and what is said goes on from there.
      expect(await after.change(edit)).toMatchObject({ message: { txt: "edited", rev: 13 } });
      expect(await say(after, "lobby", "id-2")).toMatchObject({ seq: 2, txt: "", gone: {} });
      const reactors = { room: "lobby", seq: 9, emoji: "👍" };
      expect(await after.reactors(reactors, undefined, 99)).toEqual(
        people.filter((one) => one !== "person-1").map((from) => ({ from, name: from })),
      );
      const off = { ...place, kind: "react" as const, seq: 9, id: "more", emoji: "👍", on: false };
      for (const log of [before, after]) await log.change({ ...off, by: "person-0", name: "" });
      const page = await after.read("lobby", { after: 0, limit: 50 });
      expect(page).toEqual(await before.read("lobby", { after: 0, limit: 50 }));
      expect(await say(after, "lobby", "new")).toMatchObject({ seq: 14, rev: rev + 2 });
      await before.close();
      await after.close();
    });

    test("H33: an export has nothing that was removed, edited away, taken back or retired", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const log = await store.open();
      await writeAndErase(log);
      expect(wordsIn(await exported(store, `${folder.path}/chat`))).toEqual(LEFT);
      await log.close();
    });

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

    test.each([
      ["keys", (persons: Persons) => persons.replaceKey("ada", "another", "ada")],
      ["names", (persons: Persons) => persons.grant({ looks: ["ada"], name: "Ada", from: "ada" })],
      ["marks", (persons: Persons) => persons.mark([{ from: "ada", room: "lobby", seen: 0 }])],
      ["settings", (persons: Persons) => persons.block("ada", "lin", true)],
    ])("a store with %s refuses an import", async (what, keep) => {
      await using store = await makeStore();
      await (await store.open()).close();
      const community = await openCommunity(readLocation(store.databaseUrl));
      await keep(community.persons);
      await community.close();
      expect(String(await rejection(openTarget(readLocation(store.databaseUrl))))).toContain(
        `has ${what} already`,
      );
    });

    test.each([
      ["people", { members: [as("owner", lin, SERVER_ROOM)] }],
      ["rooms", { profiles: [closed()] }],
      ["invitations", { invitation: invitation() }],
      ["restrictions", { restrictions: [restriction()] }],
    ])("a store with %s refuses an import", async (what, decision) => {
      await using store = await makeStore();
      await (await store.open()).close();
      const community = await openCommunity(readLocation(store.databaseUrl));
      await settle(community, decision);
      await community.close();
      expect(String(await rejection(openTarget(readLocation(store.databaseUrl))))).toContain(
        `has ${what} already`,
      );
    });

    test("a long export and a long import report their progress", async () => {
      await using folder = await makeFolder();
      await using first = await makeStore();
      await using second = await makeStore();
      const log = await first.open();
      await Promise.all(Array.from({ length: 1500 }, (_, n) => say(log, "lobby", `id-${n}`)));
      await log.close();
      const exporting: number[] = [];
      const importing: number[] = [];
      await using source = await openSource(readLocation(first.databaseUrl));
      await exportTo(`${folder.path}/chat`, source, ({ items }) => void exporting.push(items));
      await using target = await openTarget(readLocation(second.databaseUrl));
      await importFrom(`${folder.path}/chat`, target, ({ items }) => void importing.push(items));
      // The room and its messages.
      expect(exporting).toEqual([1000, 1501]);
      expect(importing).toEqual([1000, 1501]);
    });

    test("an empty store can be exported and imported", async () => {
      await using folder = await makeFolder();
      await using first = await makeStore();
      await using second = await makeStore();
      await (await first.open()).close();
      const text = await exported(first, `${folder.path}/first`);
      expect(text.trim().split("\n")).toHaveLength(2);
      await imported(second, `${folder.path}/first`);
    });

    test("a room whose first messages were removed keeps its numbers, and a room without messages its head", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const message = { room: "a", seq: 8, id: "x", from: "ada", name: "ada", txt: "8", at: 5 };
      const lines = [
        { chuan: "archive", version: 1 },
        { room: "a", head: 8, at: 5 },
        message,
        { room: "b", head: 3, at: 4 },
        { end: { rooms: 2, messages: 1 } },
      ].map((line) => JSON.stringify(line));
      await Bun.write(`${folder.path}/lines`, `${lines.join("\n")}\n`);
      await imported(store, `${folder.path}/lines`);
      const log = await store.open();
      expect(await log.read("a", { limit: 9 })).toEqual({
        messages: [{ ...message, rev: 8 }],
        head: 8,
        floor: 8,
        rev: 8,
      });
      expect(await say(log, "b", "next")).toMatchObject({ seq: 4 });
      await log.close();
    });

    test("a store with messages refuses an import", async () => {
      await using store = await makeStore();
      const log = await store.open();
      await say(log, "lobby", "one");
      await log.close();
      expect(String(await rejection(openTarget(readLocation(store.databaseUrl))))).toContain(
        "has messages already",
      );
    });

    test("an import that fails half-way leaves the store empty, and the next one succeeds", async () => {
      await using folder = await makeFolder();
      await using first = await makeStore();
      await using second = await makeStore();
      const log = await first.open();
      // Half of them are more than one batch.
      const ids = Array.from({ length: 2100 }, (_, n) => `id-${n}`);
      await Promise.all(ids.map((id) => say(log, "lobby", id)));
      await log.close();
      const text = await exported(first, `${folder.path}/whole`);
      await Bun.write(`${folder.path}/half`, text.slice(0, text.length / 2));
      expect(String(await rejection(imported(second, `${folder.path}/half`)))).toContain("line ");
      await imported(second, `${folder.path}/whole`);
      const copy = await second.open();
      expect(await copy.read("lobby", { limit: 1 })).toMatchObject({ head: ids.length });
      await copy.close();
    });

    test("H47: an endless line is refused at once with its number, and leaves the store empty", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const path = `${folder.path}/endless`;
      const file = Bun.file(path).writer();
      void file.write(`{"chuan":"archive","version":1}\n{"room":"a","head":1,"at":1}\n{"room":"`);
      for (let n = 0; n < 150; n++) void file.write("x".repeat(1_000_000));
      await file.end();
      const before = process.memoryUsage.rss();
      const began = performance.now();
      expect(String(await rejection(imported(store, path)))).toContain("line 3: it has more than");
      expect(performance.now() - began).toBeLessThan(5000);
      expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
      await (await store.open()).close();
      expect((await exported(store, `${folder.path}/after`)).trim().split("\n")).toHaveLength(2);
    });

    test("H47: bytes that are not UTF-8 are refused with the number of their line", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const path = `${folder.path}/bytes`;
      const first = new TextEncoder().encode(`{"chuan":"archive","version":1}\n{"room":"`);
      await Bun.write(path, new Uint8Array([...first, 0xff, 10]));
      expect(String(await rejection(imported(store, path)))).toContain("line 2: it is not UTF-8");
    });

    test("H47: a repeated send key is refused with the numbers of the lines of its batch", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const message = { room: "a", seq: 1, id: "x", from: "ada", name: "ada", txt: "hello", at: 5 };
      const lines = [
        { chuan: "archive", version: 1 },
        { room: "a", head: 2, at: 5 },
        message,
        { ...message, seq: 2 },
        { end: { rooms: 1, messages: 2 } },
      ].map((line) => JSON.stringify(line));
      await Bun.write(`${folder.path}/lines`, `${lines.join("\n")}\n`);
      const error = String(await rejection(imported(store, `${folder.path}/lines`)));
      expect(error).toMatch(/lines 2 to 4: .*(UNIQUE|already exists)/);
    });

    test("rooms of earlier versions keep their messages, under a valid name", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      await using copy = await makeStore();
      const [nfc, nfd] = ["한글", "한글".normalize("NFD")];
      const rooms = [nfd, nfc, "\u3164", "\u3164\u3164", "\u0958".repeat(64), "empty"];
      const lines = [
        { chuan: "archive", version: 1 },
        ...rooms.flatMap((room) => [
          { room, head: room === "empty" ? 0 : 1, at: 5 },
          ...(room === "empty"
            ? []
            : [{ room, seq: 1, id: "x", from: "ada", name: "\u3164", txt: room, at: 5 }]),
        ]),
        { end: { rooms: rooms.length, messages: rooms.length - 1 } },
      ].map((line) => JSON.stringify(line));
      await Bun.write(`${folder.path}/lines`, `${lines.join("\n")}\n`);
      await imported(store, `${folder.path}/lines`);
      const log = await store.open();
      const found = await Promise.all(
        (await log.rooms("", 99)).map(async (room) => [
          room,
          (await log.read(room, { limit: 9 })).messages[0]?.txt,
        ]),
      );
      await log.close();
      expect(new Map(found as [string, string][])).toEqual(
        new Map([
          ["room", "\u0958".repeat(64)],
          ["room-2", "\u3164"],
          ["room-3", "\u3164\u3164"],
          [nfc, nfc],
          [`${nfc}-2`, nfd],
        ]),
      );
      await imported(copy, `${folder.path}/lines`);
      const text = await exported(copy, `${folder.path}/first`);
      await using last = await makeStore();
      await imported(last, `${folder.path}/first`);
      expect(await exported(last, `${folder.path}/second`)).toBe(text);
    });

    test("an export during writes has every room as it was at one moment", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      const log = await store.open();
      await say(log, "lobby", "first");
      const over = new AbortController();
      const writing = (async () => {
        for (let n = 0; !over.signal.aborted; n += 1) await say(log, "lobby", `id-${n}`);
      })();
      await exported(store, `${folder.path}/moment`);
      over.abort();
      await writing;
      await log.close();
      await using copy = await makeStore();
      // An import takes nothing that has a hole, or that ends before its head.
      await imported(copy, `${folder.path}/moment`);
    });
  });
}
