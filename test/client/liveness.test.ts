import { afterEach, expect, jest, test } from "bun:test";
import { createLivenessCheck } from "../../src/client/liveness";

afterEach(() => void jest.useRealTimers());

/** A page whose server is this file. */
function open() {
  const page = { renewed: 0, isConnected: true, questions: [] as (() => void)[] };
  const { look, greeted } = createLivenessCheck({
    isConnected: () => page.isConnected,
    ask: (answered) => page.questions.push(answered),
    renew: () => (page.renewed += 1),
    patience: 2000,
  });
  return { page, look, greeted };
}

test("a page whose timers were late, since it slept, checks again before it renews a connection", () => {
  jest.useFakeTimers();
  const { page, look } = open();
  look();
  // The page sleeps for an hour, and its timer is late by as much.
  jest.setSystemTime(Date.now() + 3_600_000);
  jest.advanceTimersByTime(2000);
  expect([page.questions.length, page.renewed]).toEqual([2, 0]);
  page.questions[1]?.();
  jest.advanceTimersByTime(60_000);
  expect(page.renewed).toBe(0);
});

test("an answer in time ends the check, and there is no other for a second", () => {
  jest.useFakeTimers();
  const { page, look } = open();
  look();
  look();
  page.questions[0]?.();
  look();
  expect(page.questions.length).toBe(1);
  jest.advanceTimersByTime(1000);
  look();
  expect([page.questions.length, page.renewed]).toEqual([2, 0]);
});

test("each renewed connection doubles the patience of the next check, up to half a minute", () => {
  jest.useFakeTimers();
  const { page, look } = open();
  const taken = [];
  for (let n = 1; n <= 7; n++) {
    const began = Date.now();
    look();
    while (page.renewed < n) jest.advanceTimersByTime(100);
    taken.push(Date.now() - began);
  }
  expect(taken).toEqual([2000, 4000, 8000, 16_000, 32_000, 32_000, 32_000]);
});

test("P14: a sign of waking within a second after an answer is not dropped: the check comes when that second is over", () => {
  jest.useFakeTimers();
  const { page, look } = open();
  look();
  page.questions[0]?.();
  jest.advanceTimersByTime(500);
  for (let n = 0; n < 3; n++) look();
  jest.advanceTimersByTime(499);
  expect(page.questions.length).toBe(1);
  jest.advanceTimersByTime(1);
  expect(page.questions.length).toBe(2);
  jest.advanceTimersByTime(2000);
  expect([page.questions.length, page.renewed]).toEqual([2, 1]);
});

test("P14: a renewed connection that answers at once has two seconds' patience again, however often the network was lost", () => {
  jest.useFakeTimers();
  const { page, look, greeted } = open();
  for (let n = 1; n <= 5; n++) {
    look();
    jest.advanceTimersByTime(2000);
    expect(page.renewed).toBe(n);
    greeted();
    page.questions.at(-1)?.();
    jest.advanceTimersByTime(1000);
  }
  greeted();
  expect(page.questions.length).toBe(10);
});

test("without a connection there is no check, and a connection that was lost during a check is not renewed", () => {
  jest.useFakeTimers();
  const { page, look } = open();
  look();
  page.isConnected = false;
  jest.advanceTimersByTime(5000);
  look();
  expect([page.questions.length, page.renewed]).toEqual([1, 0]);
});
