import { expect, test } from "bun:test";
import { openDrafts } from "../../../src/page/storage/drafts";
import { memory } from "../../client/memory";

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

test("a draft that another page has changed is reported once, and the page's own changes are not", () => {
  const store = memory();
  const [ada, adasOther] = [openDrafts(store), openDrafts(store)];
  ada.keep("designers", "hello");
  expect(adasOther.of("designers")).toBe("hello");
  expect(ada.changed("designers")).toBeUndefined();
  // It was sent there.
  adasOther.keep("designers", "");
  expect([ada.changed("designers"), ada.changed("designers")]).toEqual(["", undefined]);
  expect(ada.of("designers")).toBe("");
});

test("an old draft in a full store does not replace the text in the box", () => {
  const store = memory();
  const drafts = openDrafts({
    ...store,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  store.setItem("chuan.draft.designers", "old");
  expect(drafts.of("designers")).toBe("old");
  drafts.keep("designers", "new");
  expect([drafts.changed("designers"), drafts.of("designers")]).toEqual([undefined, "new"]);
});
