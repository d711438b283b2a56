/** How far a room was read, and which of its messages notify the person: in this browser, and as the server last sent it (P36). */
import type { Level, Marked } from "../../protocol";

export type ShownMark = Omit<Marked, "room">;

export interface BrowserMark {
  /** The last `seq` that was seen; undefined until the person has been there. */
  seen?: number | undefined;
  tell: Level;
  /** The mark as the server has it; undefined until the server has sent it. */
  marked?: ShownMark | undefined;
  /** The person has set `seen` back on purpose, and the server does not know that yet. */
  isUnread?: boolean | undefined;
}

/** What nobody has said anything about. */
export const LEVEL: Level = "calls";

/** What the server does not know of a mark; undefined if it knows all of it. */
export function unmarked(
  kept: BrowserMark,
): { seq?: number; level?: Level; unread?: true } | undefined {
  const { seen, tell, marked = {}, isUnread } = kept;
  const isAhead = seen !== undefined && seen > (marked.seen ?? -1);
  const isBack = isUnread === true && seen !== undefined && seen !== marked.seen;
  const isOther = tell !== (marked.level ?? LEVEL);
  if (!isAhead && !isBack && !isOther) return undefined;
  return {
    ...(isAhead || isBack ? { seq: seen } : {}),
    ...(isBack ? { unread: true } : {}),
    ...(isOther ? { level: tell } : {}),
  };
}

/**
 * A mark after the server has sent its own. What it does not know yet stays: the further mark wins (P36). At the first contact
 * a level that was chosen on another device counts more than the one here. `head` counts where nobody has seen anything.
 */
export function withMark(kept: BrowserMark, told: ShownMark, head?: number): BrowserMark {
  const { seq, level } = unmarked(kept) ?? {};
  const isBack = kept.isUnread === true && told.seen !== kept.seen;
  const further = Math.max(told.seen ?? -1, seq ?? -1);
  const isFirst = kept.marked === undefined && told.level !== undefined;
  return {
    seen: isBack ? kept.seen : further < 0 ? (kept.seen ?? head) : further,
    tell: level === undefined || isFirst ? (told.level ?? LEVEL) : level,
    marked: told,
    isUnread: isBack ? true : undefined,
  };
}
