import { expect, test } from "bun:test";
import { isAnother } from "../../../src/page/browser/version";

const page = (version: string) =>
  `<link rel="stylesheet" href="/style.css?v=1" /><script type="module" src="/main.js?v=${version}"></script>`;
const NAMES = ["/style.css?v=1", "/main.js?v=1"];

test("a page that names the same files is no new version", () => {
  expect(isAnother(page("1"), NAMES)).toBeFalse();
});

test("a page with another script is a new version", () => {
  expect(isAnother(page("2"), NAMES)).toBeTrue();
});

test("a proxy's page is no new version", () => {
  expect(isAnother("<h1>Log in to the wireless network</h1>", NAMES)).toBeFalse();
});
