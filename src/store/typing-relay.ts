/** Who is typing, carried between the machines of one chat (P16). */
import type { Typing } from "../protocol";

/** Nothing is promised: a lost notice is soon followed by another, or is forgotten. */
export interface TypingRelay {
  /** Sends a notice to the other machines. */
  tell(typing: Typing): void;
  /** Calls `listener` with every notice from another machine. */
  onTyping(listener: (typing: Typing) => void): void;
}

/** The relay of a machine that has the chat to itself. */
export function createLocalTypingRelay(): TypingRelay {
  return { tell: () => {}, onTyping: () => {} };
}
