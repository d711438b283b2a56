import { expect, test } from "bun:test";
import { openDrafts } from "../../src/client/drafts";
import { memory } from "./memory";

test("each room has a draft of its own, which is there when the page opens again, until it is empty", () => {
  const store = memory();
  const before = openDrafts(store);
  before.keep("designers", "half a sen");
  before.keep("kitchen", "tea?");
  before.keep("kitchen", "");
  const after = openDrafts(store);
  expect(["designers", "kitchen", "lobby"].map((room) => after.of(room))).toEqual([
    "half a sen",
    "",
    "",
  ]);
  expect(store.getItem("chuan.draft.kitchen")).toBeNull();
});

test("without a store, a draft lasts as long as the page", () => {
  const drafts = openDrafts(undefined);
  drafts.keep("designers", "half a sen");
  expect(drafts.of("designers")).toBe("half a sen");
});
