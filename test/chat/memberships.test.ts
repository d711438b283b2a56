import { expect, setDefaultTimeout, test } from "bun:test";
import type { Membership } from "../../src/chat/rooms/membership";
import { FewMemberships, type Memberships } from "../../src/chat/rooms/memberships";
import { Random } from "../chaos/random";

setDefaultTimeout(60_000);

const ROOMS = ["lobby", "designers", "kitchen"];

function membership(): Membership {
  const ready = Promise.resolve({ head: 0, floor: 0, rev: 0, stop: () => {} });
  return {
    followed: { holders: 1, head: 0, rev: 0, ready },
    joined: false,
    isCounted: true,
    entering: 0,
    isSure: false,
  };
}

/** Does the same random step with both, and returns what each answers. */
function step(random: Random, all: readonly Memberships[]): unknown[] {
  const [kind, room, value] = [random.between(0, 3), random.pick(ROOMS), membership()];
  return all.map((one) => {
    if (kind === 0) return one.delete(room);
    if (kind === 1) return one.get(room);
    if (kind === 2) one.set(room, value);
    return [one.size, [...one]];
  });
}

test("the memberships of a caller are those of a Map, in 300 random programs", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = new Random(seed);
    const all = [new FewMemberships(), new Map<string, Membership>()];
    for (let n = 0; n < 40; n += 1) {
      const [few, map] = step(random, all);
      expect(few, `seed ${seed}, step ${n}`).toEqual(map);
    }
  }
});

test("all memberships can be left while they are walked", () => {
  for (const rooms of [ROOMS, ["lobby"], []]) {
    const memberships = new FewMemberships();
    for (const room of rooms) memberships.set(room, membership());
    for (const [room] of memberships) memberships.delete(room);
    expect(memberships.size).toBe(0);
  }
});
