/** An archive of an earlier version, in every store. */
import { describe, expect, test } from "bun:test";
import { makeFolder, exported, imported, type ArchivedStore } from "./archive-parts";

/** Runs the suite on the stores that `makeStore` makes. */
export function earlierContract(name: string, makeStore: () => Promise<ArchivedStore>): void {
  describe(`${name}: archives of earlier versions`, () => {
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
  });
}
