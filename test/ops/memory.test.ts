import { expect, test } from "bun:test";
import { createRest } from "../../src/ops/memory";

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

test("a server that comes to rest after load tidies up its memory once", () => {
  expect(tidiesAt(load(70), load(130), rest(130), rest(130), rest(90), rest(80), rest(85))).toEqual(
    [3],
  );
});

test("a server whose memory is in use does not tidy up again before it has grown", () => {
  expect(tidiesAt(load(70), rest(130), rest(130), rest(130), rest(130), rest(137))).toEqual([2]);
  expect(
    tidiesAt(load(70), rest(130), rest(130), rest(130), load(150), rest(150), rest(150)),
  ).toEqual([2, 6]);
});

test("a server under load does not tidy up, and one whose memory has not grown neither", () => {
  expect(tidiesAt(load(70), load(130), rest(130), load(130), rest(130), load(130))).toEqual([]);
  expect(tidiesAt(load(72), rest(72), rest(75), rest(72), rest(72))).toEqual([]);
});
