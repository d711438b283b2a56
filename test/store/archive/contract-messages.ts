/** What an archive has of messages and rooms, whatever store it comes from and goes to. */
import { describe, expect, test } from "bun:test";
import { exportTo, importFrom } from "../../../src/store/archive/copy";
import { openSource, openTarget } from "../../../src/store/archive/open-archive";
import { readLocation } from "../../../src/store/location";
import { LEFT, wordsIn, writeAndErase } from "../erased";
import {
  say,
  makeFolder,
  exported,
  imported,
  manyMessages,
  type ArchivedStore,
} from "./archive-parts";

const TEXTS = ["hello", "你好，世界", "مرحبا", "👩‍👩‍👧", "two\nlines", "a \u2028 separator", `'"\\`];

/** Runs the suite on the stores that `makeStore` makes. */
export function messagesContract(name: string, makeStore: () => Promise<ArchivedStore>): void {
  describe(`${name}: messages in archives`, () => {
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

    test("a long export and a long import report their progress", async () => {
      await using folder = await makeFolder();
      await using store = await makeStore();
      await Bun.write(`${folder.path}/chat`, manyMessages(1001));
      const exporting: number[] = [];
      const importing: number[] = [];
      {
        await using target = await openTarget(readLocation(store.databaseUrl));
        await importFrom(`${folder.path}/chat`, target, ({ items }) => void importing.push(items));
      }
      await using source = await openSource(readLocation(store.databaseUrl));
      await exportTo(`${folder.path}/again`, source, ({ items }) => void exporting.push(items));
      // The room and its messages.
      expect(importing).toEqual([1000, 1002]);
      expect(exporting).toEqual([1000, 1002]);
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
