import { expect, test } from "bun:test";
import {
  rangeAround,
  rangeAtEnd,
  olderRange,
  grownRange,
  RANGE_LENGTH,
  newerRange,
  type DrawnRange,
  RANGE_STEP,
} from "../../../src/page/messages/drawn-range";

const NEWEST = 10_000;
const length = ({ first, last }: DrawnRange) => Math.min(last, NEWEST) - first + 1;

test("the range at the end includes every new message", () => {
  expect(rangeAtEnd(NEWEST)).toEqual({ first: NEWEST - RANGE_LENGTH + 1, last: Infinity });
});

test("scrolling all the way up and down again never draws more than a few screens", () => {
  let span = rangeAtEnd(NEWEST);
  while (span.first > 1) {
    const next = olderRange(span);
    expect(next.first).toBe(span.first - RANGE_STEP);
    expect(length(next)).toBeLessThanOrEqual(RANGE_LENGTH + RANGE_STEP + 1);
    span = next;
  }
  while (span.last !== Infinity) {
    const next = newerRange(span, NEWEST);
    expect(Math.min(next.last, NEWEST)).toBeGreaterThan(span.last);
    expect(length(next)).toBeLessThanOrEqual(RANGE_LENGTH + RANGE_STEP + 1);
    span = next;
  }
});

test("a step of the drawn range keeps the messages in sight at its other edge", () => {
  const span = olderRange(rangeAtEnd(NEWEST));
  expect(olderRange(span).last).toBeGreaterThan(span.first + RANGE_STEP);
  expect(newerRange(rangeAround(500), NEWEST).first).toBeLessThan(
    rangeAround(500).last - RANGE_STEP,
  );
});

test("the drawn range follows the end for a reader there, and drops messages far above", () => {
  expect(grownRange(rangeAtEnd(1000), 1100, "end")).toEqual(rangeAtEnd(1000));
  expect(grownRange(rangeAtEnd(1000), 1101, "end")).toEqual(rangeAtEnd(1101));
});

test("the drawn range keeps what a reader further up sees, however many messages come", () => {
  const span = grownRange(rangeAtEnd(1000), 5000, 900);
  expect(span).toEqual({ first: 1000 - RANGE_LENGTH + 1, last: 900 + RANGE_LENGTH });
  expect(grownRange(span, 6000, 900)).toBe(span);
  const everything = { first: -Infinity, last: Infinity };
  const part = grownRange(everything, 5000, 900);
  expect(part).toEqual({ first: 900 - RANGE_STEP, last: 900 + RANGE_LENGTH });
  expect(grownRange(part, 6000, 900)).toBe(part);
});

test("the range around a message has as many messages above as below", () => {
  expect(rangeAround(500)).toEqual({ first: 500 - RANGE_LENGTH / 2, last: 500 + RANGE_LENGTH / 2 });
});
