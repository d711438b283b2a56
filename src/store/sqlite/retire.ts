/** Removing a room's oldest messages in the embedded store, with all that belongs to them. */
import { KEYS_KEPT } from "../log";
import type { ChangeStatements } from "./change-statements";
import type { Statements } from "./sqlite-statements";

/** Removes messages as `Log.remove` promises it. Call it in a transaction. */
export function retire(
  { place: placeOf }: Statements,
  { lastOld, retire: steps, forget }: ChangeStatements,
  { room, before, most }: { room: string; before: number; most: number },
): number {
  const now = Date.now();
  forget.run({ now });
  const place = placeOf.get({ room })?.id ?? 0;
  const last = lastOld.get({ place, before, most })?.seq ?? 0;
  const until = now + KEYS_KEPT;
  return steps.map((step) => step.run({ place, last, until }).changes).at(-1) ?? 0;
}
