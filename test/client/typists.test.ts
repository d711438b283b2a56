import { expect, jest, test } from "bun:test";
import { FORGOTTEN_AFTER, Typists, typingNotifier } from "../../src/client/typists";

const typing = (name: string, on = true) => ({ room: "designers", from: name, name, on });

test("P16: a person counts as typing for six seconds after the last notice", () => {
  jest.useFakeTimers();
  const shown: string[][] = [];
  const typists = new Typists((people) => shown.push(people.map(({ name }) => name)));
  typists.receive(typing("ada"));
  jest.advanceTimersByTime(FORGOTTEN_AFTER - 1);
  typists.receive(typing("ada"));
  jest.advanceTimersByTime(FORGOTTEN_AFTER - 1);
  expect(shown).toEqual([["ada"]]);
  jest.advanceTimersByTime(1);
  expect(shown).toEqual([["ada"], []]);
  jest.useRealTimers();
});

test("a person who stops typing, or has sent, no longer counts as typing at once", () => {
  const shown: string[][] = [];
  const typists = new Typists((people) => shown.push(people.map(({ name }) => name)));
  for (const name of ["ada", "lin"]) typists.receive(typing(name));
  typists.receive(typing("ada", false));
  typists.forget("lin");
  typists.forget("lin");
  expect(shown).toEqual([["ada"], ["ada", "lin"], ["lin"], []]);
});

test("typing is sent at the first letter, every three seconds, and at the end", () => {
  let now = 0;
  const told: [at: number, on: boolean][] = [];
  const typed = typingNotifier(
    (on) => told.push([now, on]),
    () => now,
  );
  typed("");
  for (now = 0; now < 7000; now += 500) typed("hel");
  typed(" ");
  typed("");
  expect(told).toEqual([
    [0, true],
    [3000, true],
    [6000, true],
    [7000, false],
  ]);
});
