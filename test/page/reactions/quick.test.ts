import { expect, test } from "bun:test";
import { noteUse, quickEmoji } from "../../../src/page/reactions/quick";
import { memory } from "../../client/memory";

test("six emoji are at hand: the most used first, then the usual ones", () => {
  const store = memory();
  const usual = quickEmoji(store);
  expect(usual).toHaveLength(6);
  for (const emoji of ["🦄", "🎉", "🦄"]) noteUse(store, emoji);
  expect(quickEmoji(store).slice(0, 3)).toEqual(["🦄", "🎉", "👍"]);
  expect(quickEmoji(store)).toHaveLength(6);
});

test("an emoji that is used for the first time has a place, however many were used before", () => {
  const store = memory();
  for (let n = 0; n < 60; n += 1)
    for (let times = 0; times < 3; times += 1) noteUse(store, String.fromCodePoint(0x1f400 + n));
  for (let times = 0; times < 4; times += 1) noteUse(store, "🦄");
  expect(quickEmoji(store)[0]).toBe("🦄");
});

test.each(["no JSON", '{"👍":1}', '[["👍"],[1,2],null]'])(
  "what another program has stored, %s, does no harm",
  (kept) => {
    const store = memory();
    store.setItem("chuan.emoji", kept);
    expect(quickEmoji(store)).toHaveLength(6);
    noteUse(store, "🦄");
    expect(quickEmoji(store)[0]).toBe("🦄");
  },
);

test("without a store the usual ones are at hand", () => {
  noteUse(undefined, "🦄");
  expect(quickEmoji(undefined)).toHaveLength(6);
});
