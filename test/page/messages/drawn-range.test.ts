import { expect, test } from "bun:test";
import {
  around,
  atEnd,
  further,
  grown,
  LENGTH,
  nearer,
  type Span,
  STEP,
} from "../../../src/page/messages/drawn-range";

const NEWEST = 10_000;
const length = ({ first, last }: Span) => Math.min(last, NEWEST) - first + 1;

test("the end goes on with every new message", () => {
  expect(atEnd(NEWEST)).toEqual({ first: NEWEST - LENGTH + 1, last: Infinity });
});

test("all the way up and down again, never more than a few screens are in the page", () => {
  let span = atEnd(NEWEST);
  while (span.first > 1) {
    const next = further(span);
    expect(next.first).toBe(span.first - STEP);
    expect(length(next)).toBeLessThanOrEqual(LENGTH + STEP + 1);
    span = next;
  }
  while (span.last !== Infinity) {
    const next = nearer(span, NEWEST);
    expect(Math.min(next.last, NEWEST)).toBeGreaterThan(span.last);
    expect(length(next)).toBeLessThanOrEqual(LENGTH + STEP + 1);
    span = next;
  }
});

test("a step keeps what was in sight at the edge that it moves away from", () => {
  const span = further(atEnd(NEWEST));
  expect(further(span).last).toBeGreaterThan(span.first + STEP);
  expect(nearer(around(500), NEWEST).first).toBeLessThan(around(500).last - STEP);
});

test("whoever reads the end goes along with it, and drops what is far above", () => {
  expect(grown(atEnd(1000), 1100, "end")).toEqual(atEnd(1000));
  expect(grown(atEnd(1000), 1101, "end")).toEqual(atEnd(1101));
});

test("whoever reads further up keeps what they see, however many come", () => {
  const span = grown(atEnd(1000), 5000, 900);
  expect(span).toEqual({ first: 1000 - LENGTH + 1, last: 900 + LENGTH });
  expect(grown(span, 6000, 900)).toBe(span);
  const everything = { first: -Infinity, last: Infinity };
  const part = grown(everything, 5000, 900);
  expect(part).toEqual({ first: 900 - STEP, last: 900 + LENGTH });
  expect(grown(part, 6000, 900)).toBe(part);
});

test("around a message there is as much above as below", () => {
  expect(around(500)).toEqual({ first: 500 - LENGTH / 2, last: 500 + LENGTH / 2 });
});
