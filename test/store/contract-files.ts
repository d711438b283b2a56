/** What files promise, whatever store they are in. */
import { describe, expect, test } from "bun:test";
import { FilesFull } from "../../src/store/files/files";
import { rejection } from "../support/rejection";
import { settle } from "./community-parts";
import { notice } from "./contract-acts";
import { contractOfPictures } from "./contract-pictures";
import {
  added,
  bytesFrom,
  bytesOf,
  fileOf,
  keyOf,
  LATER,
  newId,
  receive,
  said,
  wireOf,
  type OpenFilesStore,
} from "./files-parts";

export function contractOfFiles(open: OpenFilesStore): void {
  contractOfPictures(open);

  describe("receiving", () => {
    test("P38: a file comes back byte by byte, as a whole and in each part, with what is known of it", async () => {
      await using store = await open();
      const { files } = store;
      for (const size of [0, 1, 262_143, 262_144, 262_145, 1_000_000]) {
        const bytes = bytesOf(size);
        const file = await added(files, bytes, { small: 777, width: 40, height: 30 });
        expect(await files.find(file.id)).toEqual(file);
        expect(await bytesFrom(files, file.id)).toEqual(bytes);
        expect(await bytesFrom(files, file.id, "small")).toEqual(bytesOf(777));
        for (const [start, end] of [
          [0, 1],
          [size - 1, size],
          [262_140, 262_150],
          [100, 700_000],
        ] as const)
          if (start >= 0 && start < size)
            expect(await bytesFrom(files, file.id, "whole", start, end)).toEqual(
              bytes.subarray(start, end),
            );
      }
    });

    test("P38: nobody sees a file before it is added, however much of it is there", async () => {
      await using store = await open();
      const { files } = store;
      const file = fileOf(bytesOf(5000));
      const incoming = await files.receive(file.id, "whole");
      await incoming.write(bytesOf(5000));
      expect(await files.find(file.id)).toBeUndefined();
      expect(await rejection(files.add(file))).toBeInstanceOf(Error);
      await incoming.keep();
      expect(await files.find(file.id)).toBeUndefined();
      expect(await files.read(file.id, "whole", 0, 9)).toBeUndefined();
      expect(await files.claim([file.id], keyOf("one"))).toBeUndefined();
      await files.add(file);
      expect(await bytesFrom(files, file.id)).toEqual(bytesOf(5000));
    });

    test("P38: a file of other sizes than were received is not added", async () => {
      await using store = await open();
      const { files } = store;
      const file = fileOf(bytesOf(5000));
      await receive(files, file.id, "whole", bytesOf(4999));
      expect(await rejection(files.add(file))).toBeInstanceOf(Error);
      expect(await rejection(files.add({ ...file, size: 4999, small: 3 }))).toBeInstanceOf(Error);
      expect(await files.find(file.id)).toBeUndefined();
    });

    test("P38: what is dropped is forgotten, before and after it was kept", async () => {
      await using store = await open();
      const { files } = store;
      for (const isKept of [false, true]) {
        const file = fileOf(bytesOf(600_000));
        const incoming = await files.receive(file.id, "whole");
        await incoming.write(bytesOf(600_000));
        if (isKept) await incoming.keep();
        await incoming.drop();
        await incoming.drop();
        expect(await files.total()).toBe(0);
        expect(await rejection(files.add(file))).toBeInstanceOf(Error);
        expect(await rejection(incoming.write(bytesOf(1)))).toBeInstanceOf(Error);
      }
      expect(await files.total()).toBe(0);
    });
  });

  describe("limits", () => {
    test("P38: all files and all that are being received are within FILES_BYTES, at once and one after the other", async () => {
      await using store = await open({ bytes: 1_000_000 });
      const { files } = store;
      const attempts = await Promise.allSettled(
        Array.from({ length: 20 }, async () => {
          const incoming = await files.receive(newId(), "whole");
          try {
            for (let n = 0; n < 10; n += 1) await incoming.write(bytesOf(10_000));
            await incoming.keep();
          } catch (error) {
            await incoming.drop();
            throw error;
          }
        }),
      );
      const refused = attempts.filter((one) => one.status === "rejected");
      expect(await files.total()).toBeLessThanOrEqual(1_000_000);
      expect(refused.length).toBeGreaterThanOrEqual(10);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(FilesFull);
      expect(files.measured.refused).toBe(refused.length);
    });

    test("P38: room that was freed is used again", async () => {
      await using store = await open({ bytes: 300_000 });
      const { files } = store;
      const first = await added(files, bytesOf(299_000), { small: 1000 });
      expect(await files.total()).toBe(300_000);
      const next = await files.receive(newId(), "whole");
      const refusal = async () => {
        await next.write(bytesOf(300_000));
        await next.keep();
      };
      expect(await rejection(refusal())).toBeInstanceOf(FilesFull);
      await next.drop();
      await files.remove([first.id, newId()]);
      expect(await files.total()).toBe(0);
      await added(files, bytesOf(300_000));
      expect(await files.total()).toBe(300_000);
    });
  });

  describe("claims", () => {
    test("P38: files are claimed all or none, in the order in which they were asked for, and again for the same message", async () => {
      await using store = await open();
      const { files } = store;
      const [one, two, three] = [await added(files), await added(files), await added(files)];
      expect(await files.claim([two.id, one.id], keyOf("k"))).toEqual([two, one]);
      expect(await files.claim([two.id, one.id], keyOf("k"))).toEqual([two, one]);
      expect(await files.claim([three.id, one.id], keyOf("other"))).toBeUndefined();
      expect(await files.claim([three.id, newId()], keyOf("other"))).toBeUndefined();
      expect(await files.claim([three.id], keyOf("other"))).toEqual([three]);
    });

    test("H27: another person's file, and another room's, cannot be claimed", async () => {
      await using store = await open();
      const { files } = store;
      const file = await added(files);
      expect(await files.claim([file.id], { ...keyOf("k"), from: "lin" })).toBeUndefined();
      expect(await files.claim([file.id], { ...keyOf("k"), room: "designers" })).toBeUndefined();
      expect(await files.claim([file.id], keyOf("k"))).toEqual([file]);
    });

    test("P38: of messages that race for files that overlap, one gets all of its own", async () => {
      await using store = await open();
      const { files } = store;
      for (let round = 0; round < 10; round += 1) {
        const shared = await Promise.all([1, 2, 3].map(() => added(files, bytesOf(10))));
        const wanted = shared.map(({ id }) => id);
        const claims = await Promise.all(
          [wanted, wanted.toReversed(), wanted.slice(1), wanted.slice(0, 2)].map((some, n) =>
            files.claim(some, keyOf(`${round}-${n}`)),
          ),
        );
        const given = claims.flatMap((claim) => claim ?? []).map(({ id }) => id);
        expect(given.length).toBeGreaterThanOrEqual(2);
        expect(new Set(given).size).toBe(given.length);
      }
    });
  });

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
