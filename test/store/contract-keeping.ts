/** What every store promises about how long files are kept: with their messages, and swept without (P38). */
import { describe, expect, test } from "bun:test";
import { rejection } from "../support/rejection";
import { settle } from "./community-parts";
import {
  said,
  LATER,
  added,
  bytesFrom,
  bytesOf,
  keyOf,
  newId,
  receive,
  wireOf,
  type OpenFilesStore,
} from "./files-parts";
import { notice } from "./acts-parts";

/** Runs the suite on the stores that `open` opens. */
export function keepingContract(open: OpenFilesStore): void {
  describe("going", () => {
    test("P38: a file goes with its message, at the moment in which that is removed, and its bytes right after", async () => {
      await using store = await open();
      const { files, log } = store;
      const [file, other] = [await added(files), await added(files)];
      const { seq } = await said(store, "k", [file]);
      await said(store, "other", [other]);
      expect(await files.find(file.id)).toEqual(file);
      await log.change({ kind: "remove", room: "lobby", seq, id: "r", by: "ada" });
      expect(await files.find(file.id)).toBeUndefined();
      expect(await files.read(file.id, "whole", 0, 9)).toBeUndefined();
      await files.sweep(0);
      expect(await files.total()).toBe(other.size);
      expect(await bytesFrom(files, other.id)).toEqual(bytesOf(1000));
    });

    test("P23: files go with messages that are removed for their age", async () => {
      await using store = await open();
      const { files, log } = store;
      const file = await added(files, bytesOf(600_000), { small: 10 });
      await said(store, "k", [file, await added(files)]);
      await log.remove("lobby", LATER(), 10);
      expect(await files.find(file.id)).toBeUndefined();
      await files.sweep(0);
      expect(await files.total()).toBe(0);
    });

    test("P31: files go with messages that a moderator's sweep removes", async () => {
      await using store = await open();
      const { files, community } = store;
      const [swept, other] = [await added(files), await added(files)];
      const { seq } = await said(store, "k", [swept]);
      await said(store, "other", [other]);
      const removal = { kind: "remove" as const, room: "lobby", seq, id: "r", by: "lin" };
      await community.decide({ rooms: ["lobby"], people: ["lin"] }, () => ({
        removals: [removal],
        notice: notice("n", "sweep"),
      }));
      expect(await files.find(swept.id)).toBeUndefined();
      await files.sweep(0);
      expect(await files.total()).toBe(other.size);
      expect(await files.find(other.id)).toEqual(other);
    });

    test("P29: files go with a room that is dissolved", async () => {
      await using store = await open();
      const { files, community, log } = store;
      const tea = { room: "tea", kind: "open" as const, title: "tea", at: 1 };
      await settle(community, { profiles: [tea] });
      const [file, other] = [await added(files, bytesOf(9), { room: "tea" }), await added(files)];
      await said(store, "k", [file]);
      await said(store, "other", [other]);
      await settle(community, { profiles: [{ ...tea, isDissolved: true }] });
      await log.erase("tea", 10);
      expect(await files.find(file.id)).toBeUndefined();
      await files.sweep(0, LATER());
      expect(await files.total()).toBe(other.size);
    });

    test("P38: an edit and a reaction leave a message its files", async () => {
      await using store = await open();
      const { files, log } = store;
      const file = await added(files);
      const { seq } = await said(store, "k", [file]);
      const change = { room: "lobby", seq, by: "ada" };
      await log.change({ ...change, kind: "edit", id: "e", txt: "bamboo", calls: [] });
      await log.change({ ...change, kind: "react", id: "x", emoji: "🎉", on: true, name: "ada" });
      await files.sweep(LATER(), LATER());
      expect(await bytesFrom(files, file.id)).toEqual(bytesOf(1000));
    });

    test("P38: a reader that is under way when the file goes gets an error, and nothing else's bytes", async () => {
      await using store = await open();
      const { files } = store;
      const file = await added(files, bytesOf(2_000_000));
      const reader = (await files.read(file.id, "whole", 0, file.size))?.getReader();
      await reader?.read();
      await files.remove([file.id]);
      const rest = async () => {
        while (!(await reader?.read())?.done);
      };
      expect(await rejection(rest())).toBeInstanceOf(Error);
    });
  });

  describe("sweeping", () => {
    test("P38: what no message names is swept: unclaimed after a day, claimed some minutes after the claim", async () => {
      await using store = await open();
      const { files } = store;
      const [old, young, kept, lost] = [
        await added(files, bytesOf(10), { at: 1000 }),
        await added(files, bytesOf(10), { at: 3000 }),
        await added(files),
        await added(files, bytesOf(700_000)),
      ];
      await said(store, "kept", [kept]);
      await files.claim([lost.id], keyOf("never said"));
      expect(await files.sweep(2000)).toBe(1);
      expect(await files.find(old.id)).toBeUndefined();
      for (const { id } of [young, kept, lost]) expect(await files.find(id)).toBeDefined();
      expect(await files.sweep(2000, LATER())).toBe(1);
      expect(await files.find(lost.id)).toBeUndefined();
      expect(await files.total()).toBe(young.size + kept.size);
      expect(await bytesFrom(files, kept.id)).toEqual(bytesOf(1000));
    });

    test("P38: a file that was claimed for a message sent again without it is swept", async () => {
      await using store = await open();
      const { files } = store;
      const [first, second] = [await added(files), await added(files)];
      await said(store, "k", [first]);
      expect((await said(store, "k", [second])).files).toEqual([wireOf(first)]);
      expect(await files.sweep(0, LATER())).toBe(1);
      expect(await files.find(first.id)).toBeDefined();
      expect(await files.find(second.id)).toBeUndefined();
    });

    test("P38: a claim that is said again before the message came is not swept under it", async () => {
      await using store = await open();
      const { files } = store;
      const file = await added(files);
      await files.claim([file.id], keyOf("k"));
      await Bun.sleep(20);
      const between = Date.now() - 10;
      await files.claim([file.id], keyOf("k"));
      await files.sweep(0, between);
      expect(await files.find(file.id)).toEqual(file);
    });

    test("P38: uploads that a crash ended leave nothing", async () => {
      await using store = await open();
      const { files } = store;
      const kept = await added(files);
      await (await files.receive(newId(), "whole")).write(bytesOf(700_000));
      await receive(files, newId(), "whole", bytesOf(700_000));
      await receive(files, newId(), "small", bytesOf(10));
      await using again = await store.reopen();
      await again.files.sweep(0, 0);
      expect(await again.files.total()).toBe(kept.size);
      expect(await bytesFrom(again.files, kept.id)).toEqual(bytesOf(1000));
    });

    test("P38: the secret that signs cookies stays the same", async () => {
      await using store = await open();
      const secret = await store.files.secret();
      expect(secret.length).toBeGreaterThanOrEqual(64);
      await using again = await store.reopen();
      expect(await again.files.secret()).toBe(secret);
    });

    test("P38: after a close everything is refused, and nothing is lost", async () => {
      await using store = await open();
      const file = await added(store.files);
      await using again = await store.reopen();
      expect(await rejection(store.files.find(file.id))).toMatchObject({ name: "LogUnavailable" });
      expect(await again.files.find(file.id)).toEqual(file);
      expect(await again.files.total()).toBe(file.size);
    });
  });
}
