import { expect, test } from "bun:test";
import { type Wish, withWish } from "../../src/client/wishes";
import type { Message } from "../../src/protocol";
import { message } from "./room-log";

const react = (emoji: string, on: boolean): Wish => ({ kind: "react", emoji, on });
const thumbs = (from: string[], count = from.length) => ({
  emoji: "👍",
  count,
  from,
  ...(from.includes("ada") ? { mine: true } : {}),
});
const EIGHT = Array.from({ length: 8 }, (_, n) => `lin-${n}`);
const calls = [{ from: "lin", start: 0, end: 4 }];
const gone = { by: "ada", at: 5 };
const party = { emoji: "🎉", count: 1, from: ["ada"], mine: true };

test.each<[string, Partial<Message>, Wish, Partial<Message>]>([
  ["an edit", { calls }, { kind: "edit", txt: "hi" }, { txt: "hi", edited: 5 }],
  [
    "a removal",
    { re: 1, edited: 3, calls, reactions: [thumbs(["lin"])] },
    { kind: "remove" },
    { re: 1, txt: "", gone },
  ],
  ["a first reaction", {}, react("🎉", true), { reactions: [party] }],
  [
    "one more reaction",
    { reactions: [thumbs(["lin"])] },
    react("👍", true),
    { reactions: [thumbs(["lin", "ada"])] },
  ],
  [
    "a reaction after the eight who are named",
    { reactions: [thumbs(EIGHT, 9)] },
    react("👍", true),
    { reactions: [{ ...thumbs(EIGHT, 10), mine: true }] },
  ],
  [
    "another reaction",
    { reactions: [thumbs(["lin"])] },
    react("🎉", true),
    { reactions: [thumbs(["lin"]), party] },
  ],
  [
    "a reaction taken back",
    { reactions: [thumbs(["ada", "lin"])] },
    react("👍", false),
    { reactions: [thumbs(["lin"])] },
  ],
  ["the last reaction taken back", { reactions: [thumbs(["ada"])] }, react("👍", false), {}],
  ["a wish for a removed message", { txt: "", gone }, react("👍", true), { txt: "", gone }],
])("P21 to P25: %s is shown as the server will make it", (_, before, wish, after) => {
  expect(withWish(message(4, before), wish, "ada", 5)).toEqual(message(4, after));
});
