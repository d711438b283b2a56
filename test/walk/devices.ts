/** The walk of one person on two devices, in two engines. */
import { carries, claims, erases, loses, recovers } from "./keys";
import { blocks, finds, levels, marks, writes } from "./two-at-once";
import type { TwoStep } from "./two-devices";

/** The walk of one person on two devices: `ada` on the first, `desk` on one of another engine, in Arabic. */
export const TWO: readonly TwoStep[] = [
  claims,
  carries,
  marks,
  levels,
  writes,
  blocks,
  finds,
  loses,
  recovers,
  erases,
];
