import { expect, test } from "bun:test";
import { namesakes } from "../../../src/page/state/namesakes";

test.each([
  ["the same name", ["ada", "ada"], true],
  ["the same name with other capitals", ["Ada", "ADA"], true],
  ["the same name of wide letters", ["ada", "ａｄａ"], true],
  ["the same name with a character that nobody sees", ["ada", "a\u200bda"], true],
  ["other names", ["ada", "lin"], false],
  ["no names", ["", ""], false],
])(
  "P34: two people of %s: each has a tail of the id, or none",
  (_, [one = "", other = ""], isShared) => {
    const people = [
      { from: "A", name: one },
      { from: "B", name: other },
      { from: "C", name: "王" },
    ];
    expect([...namesakes(people)]).toEqual(isShared ? ["B", "A"] : []);
  },
);

test("somebody who has written twice has no namesake", () => {
  const ada = { from: "A", name: "ada" };
  expect(namesakes([ada, ada, { from: "A", name: "lin" }]).size).toBe(0);
});
