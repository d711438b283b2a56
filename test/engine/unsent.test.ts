import { expect, setDefaultTimeout, test } from "bun:test";
import { createUnsentBytes } from "../../src/engine/unsent";

setDefaultTimeout(60_000);

/** Bytes: the limit of an address, what each of its recipients has unread, and how many recipients it has. */
const [LIMIT, EACH, RECIPIENTS] = [10_000, 500, 30];

/** Addresses that are each sent `EACH` bytes for so many recipients, in turn, and what is left of that. */
function sendTo(addresses: readonly string[], recipients: number) {
  const unsent = createUnsentBytes(LIMIT);
  const left = new Map<string, number[]>(addresses.map((address) => [address, []]));
  for (let n = 0; n < recipients; n += 1)
    for (const [address, waiting] of left) {
      waiting.push(n);
      unsent.note(address, { cut: () => waiting.splice(waiting.indexOf(n), 1) }, EACH);
    }
  return left;
}

test("H8: several addresses have no more unsent together than one may, and each keeps its share", () => {
  const addresses = ["mallory", "mallory too", "mallory again"];
  const left = sendTo(addresses, RECIPIENTS);
  const counts = [...left.values()].map((waiting) => waiting.length);
  const all = counts.reduce((sum, count) => sum + count, 0);
  expect(all * EACH).toBeLessThanOrEqual(2 * LIMIT);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(Math.floor((2 * LIMIT) / EACH / 3) - 1);
  // The ones that have waited longest are gone.
  for (const waiting of left.values()) expect(waiting.at(-1)).toBe(RECIPIENTS - 1);
});

test("H8: any number of addresses with a tenth of the limit unsent are not cut off, also while others have too much", () => {
  const crowd = Array.from({ length: 1000 }, (_, n) => `person ${n}`);
  expect([...sendTo(crowd, 2).values()].every((waiting) => waiting.length === 2)).toBe(true);
  const unsent = createUnsentBytes(LIMIT);
  let cut = 0;
  for (const person of crowd) unsent.note(person, { cut: () => (cut += 1) }, 2 * EACH);
  for (let n = 0; n < RECIPIENTS; n += 1)
    for (const address of ["mallory", "mallory too"]) unsent.note(address, { cut() {} }, EACH);
  expect(cut).toBe(0);
});
