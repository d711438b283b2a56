/** Lines that say again what an earlier line says, in every store (H47). */
import { describe, expect, test } from "bun:test";
import { Readable } from "node:stream";
import type { ArchiveItem } from "../../../src/store/archive/items";
import { toLines } from "../../../src/store/archive/lines";
import { rejection } from "../../support/rejection";
import { exported, imported, makeFolder, type ArchivedStore } from "./archive-parts";

const CLOSED = `~${"c".repeat(22)}`;
const ID = "0123456789abcdef";
const OTHER_ID = "fedcba9876543210";
const HASH = "0f".repeat(32);
const FILE = "A".repeat(22);

const room = { room: "a", head: 2, at: 5, rev: 9 };
const message = { room: "a", seq: 1, rev: 1, id: "x", from: "ada", name: "ada", txt: "hi", at: 5 };
const second = { ...message, seq: 2, rev: 2, id: "y" };
const reaction = { room: "a", seq: 1, emoji: "👍", from: "lin", name: "lin" };
const change = { room: "a", seq: 1, change: "x", from: "lin" };
const retired = { room: "b", seq: 1, id: "x", from: "ada", at: 5, until: 2 ** 42 };
const profile = { room: CLOSED, kind: "closed", title: "One", at: 5 };
const member = { room: CLOSED, from: "ada", name: "Ada", rank: "member" };
const times = { at: 1, until: 2, uses: 9, used: 3 };
const invitation = { id: ID, hash: HASH, room: CLOSED, rank: "member", ...times };
const mute = { room: "a", from: "ada", restricted: "mute", reason: "", by: "lin", at: 7 };
const report = { id: ID, room: "a", seq: 1, from: "ada", reporter: "lin", at: 7, reason: "rude" };
const mark = { room: "a", from: "ada", seen: 1 };
const file = {
  file: FILE,
  room: "a",
  from: "ada",
  name: "a.txt",
  type: "text/plain",
  size: 0,
  at: 6,
  sha256: new Bun.CryptoHasher("sha256").digest("hex"),
};
const empty = { room: "b", head: 2, at: 5, rev: 2 };

/** What is repeated, the lines after the first with the repetition as the last, and what is said of it. */
const REPEATED: [what: string, lines: object[], said: string][] = [
  ["a room", [empty, { ...empty, head: 3, rev: 3 }], "the room b is here twice"],
  ["a message", [room, message, { ...message, id: "y" }], "a has 1 where 2 should be"],
  [
    "a send key",
    [room, message, { ...second, id: "x" }],
    "the send key x of ada in a is here twice",
  ],
  [
    "a reaction",
    [room, message, second, reaction, { ...reaction, name: "Lin" }],
    "the reaction 👍 of lin to 1 in a is here twice",
  ],
  [
    "a change's send key",
    [room, message, second, change, change],
    "the send key x of lin for a change of 1 in a is here twice",
  ],
  [
    "a removed message's send key",
    [empty, retired, { ...retired, seq: 2 }],
    "the send key x of ada in b is here twice",
  ],
  ["a profile", [profile, { ...profile, title: "Two" }], `the profile of ${CLOSED} is here twice`],
  [
    "a member",
    [member, { ...member, name: "Eve", rank: "owner" }],
    `the member ada of ${CLOSED} is here twice`,
  ],
  [
    "an invitation",
    [invitation, { ...invitation, used: 0, rank: "owner" }],
    `the invitation ${ID} is here twice`,
  ],
  [
    "a restriction",
    [mute, { ...mute, restricted: "ban" }, { ...mute, until: 9 }],
    "the mute of ada in a is here twice",
  ],
  [
    "a report",
    [report, { ...report, seq: 2 }],
    `the report ${ID}, or another one of lin about 2 in a, is here already`,
  ],
  [
    "a report of the same message",
    [report, { ...report, id: OTHER_ID }],
    `the report ${OTHER_ID}, or another one of lin about 1 in a, is here already`,
  ],
  ["a key", [{ key: "k" }, { key: "k" }], "the key k is here twice"],
  [
    "a person's key",
    [
      { key: "k", holder: "ada" },
      { key: "l", holder: "ada" },
    ],
    "the key l, or another one of ada, is here already",
  ],
  [
    "a name",
    [
      { claimed: "ada", name: "Ada", from: "ada" },
      { claimed: "ada", name: "ADA", from: "lin" },
    ],
    "the name ada is here twice",
  ],
  ["a mark", [mark, { ...mark, seen: 2, level: "none" }], "the mark of ada in a is here twice"],
  [
    "settings",
    [{ settings: "ada" }, { settings: "ada", lastSeen: true }],
    "the settings of ada are here twice",
  ],
  [
    "a block",
    [
      { from: "ada", blocked: "lin" },
      { from: "ada", blocked: "lin" },
    ],
    "the block of lin by ada is here twice",
  ],
  [
    "somebody who was erased",
    [{ erased: "ada" }, { erased: "ada", after: "a" }],
    "the erased person ada is here twice",
  ],
  ["a file", [file, { ...file, name: "b.txt" }], `the file ${FILE} is here twice`],
];

/** A whole archive, also by the counts in its last line. */
async function archive(lines: object[]): Promise<string> {
  const all = await Array.fromAsync(toLines(Readable.from(lines) as AsyncIterable<ArchiveItem>));
  return all.map((line) => `${line}\n`).join("");
}

/** Runs the suite on the stores that `makeStore` makes. */
export function repeatedContract(name: string, makeStore: () => Promise<ArchivedStore>): void {
  /** Expects the last of the lines to be what an import is refused for, of which nothing is kept. */
  async function expectRefused(lines: object[], said: string): Promise<void> {
    await using folder = await makeFolder();
    await using store = await makeStore();
    const path = `${folder.path}/lines`;
    await Bun.write(path, await archive(lines));
    const refused = await rejection(imported(store, path));
    expect(String(refused)).toBe(`Error: line ${lines.length + 1}: ${said}`);
    await (await store.open()).close();
    expect((await exported(store, `${folder.path}/after`)).trim().split("\n")).toHaveLength(2);
  }

  describe(`${name}: repeated lines`, () => {
    test.each(REPEATED)(
      "H47: %s that is there twice is refused with the second line's number, and nothing is kept",
      async (_, lines, said) => {
        await expectRefused(lines, said);
      },
    );

    test("H47: a line is compared with all before it, however far back they are", async () => {
      const others = Array.from({ length: 2500 }, (_, n) => ({ ...member, from: `p-${n}` }));
      const again = { ...member, from: "p-3" };
      await expectRefused([...others, again], `the member p-3 of ${CLOSED} is here twice`);
    });
  });
}
