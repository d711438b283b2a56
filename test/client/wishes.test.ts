import { expect, test } from "bun:test";
import { type Wish, withWish } from "../../src/client/wishes";
import { applyChange } from "../../src/store/changes";
import type { Message } from "../../src/protocol";
import { message } from "./room-log";

const thumbs = (from: string[]) => ({ reactions: [{ emoji: "👍", count: from.length, from }] });

/** What the server makes of a wish, with the reader's own reactions marked. */
function granted(before: Message, wish: Wish): Message {
  const common = { room: before.room, seq: before.seq, id: "key", by: "ada" };
  const change =
    wish.kind === "edit"
      ? { ...common, ...wish, calls: [] }
      : wish.kind === "react"
        ? { ...common, ...wish, name: "ada" }
        : { ...common, ...wish };
  const first = before.reactions?.[0]?.from ?? [];
  const facts = { message: before, isRepeated: false, has: first.includes("ada"), first };
  const { outcome } = applyChange(change, facts, 5);
  if (!("message" in outcome)) throw new Error("refused");
  const { reactions, ...rest } = outcome.message;
  return reactions ? { ...rest, reactions: marked(reactions) } : rest;
}

function marked(reactions: NonNullable<Message["reactions"]>) {
  return reactions.map((one) => (one.from.includes("ada") ? { ...one, mine: true } : one));
}

test.each<[string, Partial<Message>, Wish]>([
  ["an edit", { calls: [{ from: "lin", start: 0, end: 4 }] }, { kind: "edit", txt: "hi" }],
  ["a removal", { re: 1, edited: 3, ...thumbs(["lin"]) }, { kind: "remove" }],
  ["a first reaction", {}, { kind: "react", emoji: "👍", on: true }],
  ["one more reaction", thumbs(["lin"]), { kind: "react", emoji: "👍", on: true }],
  ["another reaction", thumbs(["lin"]), { kind: "react", emoji: "🎉", on: true }],
  ["a reaction taken back", thumbs(["ada", "lin"]), { kind: "react", emoji: "👍", on: false }],
  ["the last reaction taken back", thumbs(["ada"]), { kind: "react", emoji: "👍", on: false }],
])("%s looks before it is granted as it will afterwards", (_, more, wish) => {
  const before = message(4, more);
  const shown = before.reactions ? { ...before, reactions: marked(before.reactions) } : before;
  expect(withWish(shown, wish, "ada", 5)).toEqual(granted(before, wish));
});
