import { expect, test } from "bun:test";
import { createGrowth, createRest } from "../../src/ops/memory";

type Look = [busy: number, megabytes: number];
const rest = (megabytes: number): Look => [10, megabytes];
const load = (megabytes: number): Look => [700, megabytes];

/** The looks at which a process tidies up that between two of them has used so many milliseconds of a processor. */
function tidiesAt(...looks: Look[]): number[] {
  const isTime = createRest();
  let used = 0;
  return looks.flatMap(([busy, megabytes], n) => {
    used += busy;
    return isTime(used, megabytes * 1e6) ? [n] : [];
  });
}

const rests = (count: number, megabytes: number): Look[] =>
  Array.from({ length: count }, () => rest(megabytes));
/** The look after one at which it tidies up, which takes a processor itself. */
const tidied: Look = [60, 90];

test("a server that comes to rest after load tidies up its memory, and twice more in the seconds after it", () => {
  const looks = [load(70), load(130), ...rests(3, 130), tidied, ...rests(3, 95), tidied];
  expect(tidiesAt(...looks, ...rests(12, 85))).toEqual([4, 8, 12]);
});

test("a server that is loaded again does not tidy up until it rests", () => {
  const looks = [load(70), ...rests(3, 130), tidied, load(90), load(90), load(90)];
  expect(tidiesAt(...looks, ...rests(12, 90))).toEqual([3, 10, 14]);
});

test("a server whose memory is in use does not tidy up again before it has grown", () => {
  const looks = [load(70), ...rests(15, 130)];
  expect(tidiesAt(...looks, rest(137))).toEqual([3, 7, 11]);
  expect(tidiesAt(...looks, load(150), ...rests(3, 150))).toEqual([3, 7, 11, 19]);
});

test("a server under load does not tidy up, and one whose memory has not grown neither", () => {
  expect(tidiesAt(load(70), load(130), rest(130), load(130), rest(130), load(130))).toEqual([]);
  expect(tidiesAt(load(72), ...rests(4, 72), rest(75), ...rests(4, 72))).toEqual([]);
});

test("memory is collected under load each time that it has grown by 48 MB", () => {
  const hasGrownMuch = createGrowth();
  const looks = [100, 140, 148, 148, 190, 196, 120, 160, 168].map((megabytes) =>
    hasGrownMuch(megabytes * 1e6),
  );
  expect(looks).toEqual([false, false, true, false, false, true, false, false, true]);
});
