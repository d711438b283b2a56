import { expect, test } from "bun:test";
import { inSteps } from "../../src/store/files/in-steps";

test("H38: a file is read in steps of 32 KiB, each when its reader asks for it, from where it is to begin to its end", async () => {
  const asked: [start: number, length: number][] = [];
  const read = (start: number, length: number) => {
    asked.push([start, length]);
    return Promise.resolve(new Uint8Array(length).fill(asked.length));
  };
  const reader = inSteps(read, 10, 70_000).getReader();
  expect((await reader.read()).value).toEqual(new Uint8Array(32_768).fill(1));
  expect(asked).toEqual([[10, 32_768]]);
  await reader.read();
  await reader.read();
  expect((await reader.read()).done).toBeTrue();
  expect(asked).toEqual([
    [10, 32_768],
    [32_778, 32_768],
    [65_546, 4454],
  ]);
});
