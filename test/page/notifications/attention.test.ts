import { expect, test } from "bun:test";
import { iconWith, isWorthNotifying } from "../../../src/page/notifications/attention";
import { titleWith } from "../../../src/page/notifications/title";

test.each([
  ["all", false, false, true],
  ["all", true, false, true],
  ["all", false, true, false],
  ["calls", true, false, true],
  ["calls", true, true, false],
  ["calls", false, false, false],
  ["none", true, false, false],
] as const)(
  "with the level %s, a message that calls the reader (%j) while looking (%j) is worth a notification: %j",
  (level, isCalled, isLooking, isTold) =>
    expect(isWorthNotifying({ level, isCalled, isLooking })).toBe(isTold),
);

test.each([
  [7, "(7) chuan", "7"],
  [99, "(99) chuan", "99"],
  [100, "(99+) chuan", "99+"],
])("%d unread are counted in the title and on the icon", (unread, title, onIcon) => {
  expect(titleWith(unread, "chuan")).toBe(title);
  expect(decodeURIComponent(iconWith(unread))).toContain(onIcon);
});

test("a title without anything unread has no number", () =>
  expect(titleWith(0, "chuan")).toBe("chuan"));
