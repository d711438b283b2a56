/** What the box of a room is used for, other than for a new message. */
import type { Outgoing } from "../../client/outbox";
import type { ShownMessage } from "../../client/wishes";

/** `begun` is another number each time that the person takes up a message, and 0 if that was before a reload. */
export type Purpose = { begun: number } & (
  | { is: "answer"; re: number }
  /** `txt`: the message's new text, as far as it was typed. */
  | { is: "edit"; message: ShownMessage | Outgoing; txt: string }
);

let count = 0;

/** The answering of the message `re`. */
export function answerTo(re: number): Purpose {
  count += 1;
  return { is: "answer", re, begun: count };
}

/** The editing of a message, from its text on, or from another one. */
export function editOf(message: ShownMessage | Outgoing, txt = message.txt): Purpose {
  count += 1;
  return { is: "edit", message, txt, begun: count };
}
