import { expect, test } from "bun:test";
import { openSettings } from "../../../src/page/settings/settings";
import { memory } from "../../client/memory";

const valuesOf = ({ theme, language, sound }: ReturnType<typeof openSettings>) => [
  theme.value,
  language.value,
  sound.value,
];

test("the default settings are the system's colours, the browser's language, and sound", () => {
  expect(valuesOf(openSettings(memory()))).toEqual(["system", undefined, true]);
});

test("settings hold when the page opens again, and can be reset", () => {
  const store = memory();
  const before = openSettings(store);
  before.theme.value = "dark";
  before.language.value = "ar";
  before.sound.value = false;
  const after = openSettings(store);
  expect(valuesOf(after)).toEqual(["dark", "ar", false]);
  after.language.value = undefined;
  expect(openSettings(store).language.value).toBeUndefined();
});

test("a stored setting that no longer exists counts as not chosen", () => {
  const store = memory();
  store.setItem("chuan.theme", "sepia");
  store.setItem("chuan.language", "tlh");
  expect(valuesOf(openSettings(store)).slice(0, 2)).toEqual(["system", undefined]);
});
