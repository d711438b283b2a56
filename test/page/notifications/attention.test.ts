import { expect, test } from "bun:test";
import { iconWith, isWorthNotifying, titleWith } from "../../../src/page/notifications/attention";

const CALLING = { txt: "@ada, tea?" };
const OTHER = { txt: "not for her" };

test.each([
  ["all", OTHER, false, true],
  ["all", OTHER, true, false],
  ["mentions", CALLING, false, true],
  ["mentions", CALLING, true, false],
  ["mentions", OTHER, false, false],
  ["none", CALLING, false, false],
] as const)(
  "with the level %s, %j while looking at the room (%j) is worth a notification: %j",
  (...row) => {
    const [level, message, isLooking, isTold] = row;
    expect(isWorthNotifying(message, { level, name: "ada", isLooking })).toBe(isTold);
  },
);

test.each([
  ["all", "hello", false, true],
  ["all", "hello", true, false],
  ["mentions", "hello", false, false],
  ["mentions", "hello @ada", false, true],
  ["none", "hello @ada", false, false],
] as const)(
  "with the level %s, %j, while looking (%p), is worth a notification: %p",
  (level, txt, isLooking, isTold) =>
    expect(isWorthNotifying({ txt }, { level, name: "ada", isLooking })).toBe(isTold),
);

test.each([
  [0, "chuan", "/icon.svg"],
  [7, "(7) chuan", "7"],
  [99, "(99) chuan", "99"],
  [100, "(99+) chuan", "99+"],
])("%d unread are counted in the title and on the icon", (unread, title, onIcon) => {
  expect(titleWith(unread, "chuan")).toBe(title);
  expect(decodeURIComponent(iconWith(unread))).toContain(onIcon);
});
