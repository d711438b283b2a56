/** Which wishes wait for a message, so that what cancels out is never sent. */
import { isOpen, type OutgoingWish } from "./outbox-items";
import type { ShownMessage, Wish } from "./wishes";

/** What a new wish does to those that wait for the same message: those it replaces, and whether it is sent itself. */
export interface Plan {
  dropped: readonly OutgoingWish[];
  isAdded: boolean;
}

/** `shown` is the message with the wishes that wait; of one that is not stored yet, only what is known of it. */
export function planWish(
  waiting: readonly OutgoingWish[],
  wish: Wish,
  shown: Pick<ShownMessage, "txt" | "gone" | "reactions">,
): Plan {
  const open = waiting.filter(isOpen);
  const sameKind = open.filter((one) => isSame(one.wish, wish));
  if (shown.gone) return { dropped: [], isAdded: false };
  switch (wish.kind) {
    case "remove":
      return { dropped: open, isAdded: true };
    case "edit": {
      const isChanged = wish.txt !== shown.txt;
      return { dropped: isChanged ? sameKind : [], isAdded: isChanged };
    }
    case "react": {
      const isOn = shown.reactions?.some(({ emoji, mine }) => emoji === wish.emoji && mine);
      if ((isOn ?? false) === wish.on) return { dropped: [], isAdded: false };
      // What was never sent is taken back by not sending it.
      const queued = sameKind.filter(({ state }) => state !== "failed");
      return { dropped: sameKind, isAdded: queued.length === 0 };
    }
  }
}

function isSame(one: Wish, other: Wish): boolean {
  if (one.kind === "react" && other.kind === "react") return one.emoji === other.emoji;
  return one.kind === other.kind;
}
