/** The emoji at hand: those that the person uses most, kept in this browser, then the usual ones. */
import { readJson, type KeyValueStore, writeValue } from "../../client/key-value-store";

const KEPT = "chuan.emoji";
const AT_HAND = 6;
const USUAL = ["👍", "❤️", "😂", "🎉", "😮", "😢"];
/** So many are counted: others were used rarely, or long ago. */
const COUNTED = 24;

type Counts = [emoji: string, count: number][];

/** Six emoji, the most used first. */
export function quickEmoji(store: KeyValueStore | undefined): string[] {
  const used = countsIn(store).map(([emoji]) => emoji);
  return [...new Set([...used, ...USUAL])].slice(0, AT_HAND);
}

/** The person has reacted with an emoji. */
export function noteUse(store: KeyValueStore | undefined, emoji: string): void {
  const counts = countsIn(store);
  const [, before = 0] = counts.find(([one]) => one === emoji) ?? [];
  const others = counts.filter(([one]) => one !== emoji);
  // Of two that were used as often, the later one comes first.
  const now: Counts = [[emoji, before + 1], ...others];
  const kept = now.toSorted(([, one], [, other]) => other - one).slice(0, COUNTED);
  // A new one has its place, however many are counted.
  if (!kept.some(([one]) => one === emoji)) kept[COUNTED - 1] = [emoji, before + 1];
  writeValue(store, KEPT, JSON.stringify(kept));
}

/** The stored value may come from another program. */
function countsIn(store: KeyValueStore | undefined): Counts {
  const kept = readJson(store, KEPT);
  return Array.isArray(kept) ? kept.filter(isCount) : [];
}

function isCount(one: unknown): one is Counts[number] {
  return Array.isArray(one) && typeof one[0] === "string" && typeof one[1] === "number";
}
