import { expect, test } from "bun:test";
import { completionOf } from "../../../src/page/composer/completion";

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
  ["＠ａｄ", ["ada", "Adele", "ada lovelace"]],
  ["andre\u0301@a", undefined],
])("after %j there is %j to choose from", (before, names) =>
  expect(offered(before)).toEqual(names),
);
