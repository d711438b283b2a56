import { expect, test } from "bun:test";
import { hueOf, HUES, portraitOf } from "../../../src/page/elements/portrait-path";

test("a person's picture and colour are always the same, and two people's differ", () => {
  const people = Array.from({ length: 200 }, (_, n) => `person ${n}`);
  expect(portraitOf("ada")).toBe(portraitOf("ada"));
  expect(new Set(people.map(portraitOf)).size).toBeGreaterThan(190);
  expect(new Set(people.map(hueOf))).toEqual(new Set(Array.from({ length: HUES }, (_, n) => n)));
});
