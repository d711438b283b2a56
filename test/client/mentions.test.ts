import { expect, test } from "bun:test";
import { isWorthTelling } from "../../src/client/attention";
import { completionOf, mentions } from "../../src/client/mentions";

test.each([
  ["@ada hello", "ada", true],
  ["hello @ADA", "ada", true],
  ["hello,@ada!", "ada", true],
  ["@adam", "ada", false],
  ["ada@ada.org", "ada", false],
  ["ada", "ada", false],
  ["@林你好", "林", true],
  ["问@林", "林", true],
  ["@王芳芳", "王芳", true],
  ["@ada lovelace, look", "ada lovelace", true],
  ["مرحبا @نور", "نور", true],
  ["@", "", false],
])("%s calls %s: %p", (txt, name, isCalled) => expect(mentions(txt, name)).toBe(isCalled));

const PEOPLE = ["ada", "Adele", "林", "lin", "ada lovelace"].map((name) => ({ from: name, name }));
const offered = (before: string) => completionOf(before, PEOPLE)?.people.map(({ name }) => name);

test.each([
  ["@a", ["ada", "Adele", "ada lovelace"]],
  ["hello @AD", ["ada", "Adele", "ada lovelace"]],
  ["@ada l", ["ada lovelace"]],
  ["@林", ["林"]],
  ["@", ["ada", "Adele", "林", "lin", "ada lovelace"]],
  ["@ada x", undefined],
  ["me@a", undefined],
  ["a", undefined],
  ["@a\n", undefined],
])("after %j there is %j to choose from", (before, names) =>
  expect(offered(before)).toEqual(names),
);

test.each([
  ["all", "hello", false, true],
  ["all", "hello", true, false],
  ["mentions", "hello", false, false],
  ["mentions", "hello @ada", false, true],
  ["none", "hello @ada", false, false],
] as const)("told of %s: %j while looking %p makes %p", (telling, txt, isLooking, isTold) =>
  expect(isWorthTelling({ txt }, { telling, name: "ada", isLooking })).toBe(isTold),
);
