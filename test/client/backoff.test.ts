import { expect, test } from "bun:test";
import { backoff } from "../../src/client/backoff";

test.each([
  [0, 500],
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [4, 4000],
  [5000, 4000],
])("after %d failures the pause is at most %d ms, and at least half of that", (failures, most) => {
  expect(backoff(failures, 1)).toBe(most);
  expect(backoff(failures, 0)).toBe(most / 2);
});
