import { expect, test } from "bun:test";
import { STRANGER } from "../../src/chat/access/standing";
import { createRateLimits } from "../../src/chat/rate-limits";
import type { Caller } from "../../src/chat/caller";
import { Refusal } from "../../src/chat/refusal";

const callerOf = (from: string): Caller => ({
  id: from,
  person: { from, name: from },
  address: "192.0.2.1",
  hasKey: false,
  standing: STRANGER,
  memberships: new Map(),
  isGone: false,
});

test("H15: a turn refused because of a crowded address is not taken from the person's own turns", () => {
  const rateLimits = createRateLimits({
    messageRate: 1,
    messageBurst: 2,
    eventRate: 0,
    backlogBytes: 0,
  });
  const say = (from: string) => {
    try {
      rateLimits.requireMessage(callerOf(from), 100);
      return 0;
    } catch (error) {
      return error instanceof Refusal ? (error.wire.retryAfter ?? Infinity) : Infinity;
    }
  };
  const crowd = Array.from({ length: 10 }, (_, n) => `person ${n}`);
  expect([...crowd, ...crowd].map(say)).toEqual(Array(20).fill(0));
  // Ten times as fast as one person may go: a tenth of a second until the next one at the address.
  const waits = Array.from({ length: 4 }, () => say("ada"));
  expect(waits.filter((wait) => wait > 100)).toEqual([]);
});
