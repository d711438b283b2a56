import { expect, test } from "bun:test";
import { inForce } from "../../../src/page/order/in-force";
import type { Notice } from "../../../src/protocol";
import { message } from "../../client/room-log";

const NOW = 1000;
const act = (seq: number, notice: Partial<Notice>) =>
  message(seq, { notice: { act: "mute", by: "ada", whom: "lin", until: NOW + 1, ...notice } });
const held = (...acts: ReturnType<typeof act>[]) =>
  inForce(acts.toReversed(), NOW).map(({ seq }) => seq);

test("P31: a mute or a ban holds until its time is over, a newer one takes its place, or somebody lifts it", () => {
  expect(held(act(1, {}))).toEqual([1]);
  expect(held(act(1, { until: NOW }))).toEqual([]);
  expect(held(act(1, {}), act(2, { until: NOW + 5 }))).toEqual([2]);
  expect(held(act(1, {}), act(2, { until: NOW }))).toEqual([]);
  expect(held(act(1, {}), act(2, { act: "ban" }))).toEqual([2, 1]);
  expect(held(act(1, {}), act(2, { act: "pardon" }))).toEqual([]);
  expect(held(act(1, {}), act(2, { act: "pardon", whom: "noor" }))).toEqual([1]);
  expect(held(act(1, {}), act(2, { act: "pardon" }), act(3, {}))).toEqual([3]);
});

test("P31: a ban without an end holds for good, and other acts restrict nobody", () => {
  const { until: _, ...ever } = act(1, { act: "ban" }).notice!;
  expect(held(message(1, { notice: ever }))).toEqual([1]);
  expect(held(act(1, { act: "kick" }), act(2, { act: "rank" }), message(3))).toEqual([]);
});
