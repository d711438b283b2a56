import { expect, test } from "bun:test";
import { openPageSettings } from "../../../src/page/settings/settings";
import { memory } from "../../client/memory";

const valuesOf = ({ theme, language, sound }: ReturnType<typeof openPageSettings>) => [
  theme.value,
  language.value,
  sound.value,
];

test("the default settings are the system's colours, the browser's language, and sound", () => {
  expect(valuesOf(openPageSettings(memory()))).toEqual(["system", undefined, true]);
});

test("settings hold when the page opens again, and can be reset", () => {
  const store = memory();
  const before = openPageSettings(store);
  before.theme.value = "dark";
  before.language.value = "ar";
  before.sound.value = false;
  const after = openPageSettings(store);
  expect(valuesOf(after)).toEqual(["dark", "ar", false]);
  after.language.value = undefined;
  expect(openPageSettings(store).language.value).toBeUndefined();
});

test("a stored setting that no longer exists counts as not chosen", () => {
  const store = memory();
  store.setItem("chuan.theme", "sepia");
  store.setItem("chuan.language", "tlh");
  expect(valuesOf(openPageSettings(store)).slice(0, 2)).toEqual(["system", undefined]);
});
