import { expect, test } from "bun:test";
import { notificationText, notificationName } from "../../../src/page/notifications/notify";

const FAMILY = "👨‍👩‍👧‍👦";

test.each([
  ["a short text", "a short text"],
  ["x".repeat(200), "x".repeat(200)],
  ["x".repeat(201), `${"x".repeat(200)}…`],
  ["👍".repeat(201), `${"👍".repeat(200)}…`],
  [`${"x".repeat(199)}${FAMILY}${FAMILY}`, `${"x".repeat(199)}${FAMILY}…`],
  ["e\u0301".repeat(201), `${"e\u0301".repeat(200)}…`],
  [`${"x".repeat(199)}नि नि`, `${"x".repeat(199)}नि…`],
  ["🇨🇳".repeat(201), `${"🇨🇳".repeat(200)}…`],
])("of %j a notification shows %j, and cuts no character in two", (txt, shown) =>
  expect(notificationText(txt)).toBe(shown),
);

test("a text whose every character has fifty marks is cut as well", () => {
  const shown = notificationText(`e${"\u0301".repeat(50)}`.repeat(80));
  expect(shown.length).toBeLessThan(1002);
  expect(shown.endsWith("\u0301…")).toBeTrue();
});

test.each([
  ["\u202eada\u202c", "ada"],
  ["\u2067ada", "ada"],
  ["\u200fada\u061c", "ada"],
  ["ada\nlovelace", "ada lovelace"],
  ["نور", "نور"],
])("a notification shows the name %j as %j", (name, shown) =>
  expect(notificationName(name)).toBe(shown),
);
