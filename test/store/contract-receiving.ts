/** What every store promises about receiving files: their bytes, limits and claims (P38). */
import { describe, expect, test } from "bun:test";
import { FilesFull } from "../../src/store/files/files";
import { rejection } from "../support/rejection";
import {
  added,
  bytesFrom,
  bytesOf,
  fileOf,
  keyOf,
  newId,
  receive,
  type OpenFilesStore,
} from "./files-parts";

/** Runs the suite on the stores that `open` opens. */
export function receivingContract(open: OpenFilesStore): void {
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
}
