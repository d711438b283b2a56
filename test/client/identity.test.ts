import { expect, test } from "bun:test";
import { adoptIdentity, nameFault, openIdentity } from "../../src/client/identity";
import type { KeyValueStore } from "../../src/client/key-value-store";
import { memory } from "./memory";
import { check, Introduction, RenameRequest } from "../../src/protocol/schemas";

const REFUSING: KeyValueStore = {
  getItem: () => {
    throw new DOMException("denied", "SecurityError");
  },
  setItem: () => {
    throw new DOMException("full", "QuotaExceededError");
  },
  removeItem: () => {
    throw new DOMException("denied", "SecurityError");
  },
};

test("P1: each browser makes another key, and the server accepts it", () => {
  const [ada, lin] = [openIdentity(memory()), openIdentity(memory())];
  expect(check(Introduction, { key: ada.key }).ok).toBeTrue();
  expect(ada.key).not.toBe(lin.key);
});

test("name and key are the same when the page opens again", () => {
  const store = memory();
  const before = openIdentity(store);
  before.rename("ada");
  const after = openIdentity(store);
  expect([after.name(), after.key]).toEqual(["ada", before.key]);
});

test("there is no name before the person has chosen one", () => {
  expect(openIdentity(memory()).name()).toBe("");
});

test.each([
  ["there is no store", undefined],
  ["the browser refuses its store", REFUSING],
])("without a working store (%s), name and key last as long as the page", (_, store) => {
  const ada = openIdentity(store);
  ada.rename("ada");
  expect(ada.name()).toBe("ada");
  expect(ada.key.length).toBeGreaterThanOrEqual(16);
  expect([ada.isKept(), ada.isReplaced()]).toEqual([false, false]);
});

test("a browser that takes over an identity from a link has that identity from then on", () => {
  const [phone, desk] = [memory(), memory()];
  const ada = openIdentity(desk);
  ada.rename("ada");
  openIdentity(phone);
  adoptIdentity(phone, { key: ada.key, name: ada.name() });
  const onPhone = openIdentity(phone);
  expect([onPhone.key, onPhone.name()]).toEqual([ada.key, "ada"]);
});

test.each([
  ["ada"],
  ["  ada "],
  ["👍".repeat(40)],
  ["👍".repeat(41)],
  ["a".repeat(41)],
  [""],
  [" \u2003"],
  ["a\u0085da"],
  ["a\nda"],
  ["a\ud800"],
])("P6: the page finds the same fault with the name %j as the server", (name) => {
  const checked = check(RenameRequest, { name });
  expect(nameFault(name)).toBe(checked.ok ? undefined : (checked.error.code as "invalid"));
});

test("a stored name that no server accepts is asked for again", () => {
  const store = memory();
  store.setItem("chuan.name", "a\u0085da");
  expect(openIdentity(store).name()).toBe("");
});

test("an open page notices when another page has replaced the browser's identity", () => {
  const store = memory();
  const ada = openIdentity(store);
  expect([ada.isKept(), ada.isReplaced()]).toEqual([true, false]);
  adoptIdentity(store, { key: "the key of lin, on this device", name: "lin" });
  expect(ada.isReplaced()).toBeTrue();
  const lin = openIdentity(store);
  expect([lin.isReplaced(), lin.owner === ada.owner]).toEqual([false, false]);
  adoptIdentity(store, { key: ada.key, name: "ada" });
  expect(openIdentity(store).owner).toBe(ada.owner);
});
