/** What the box of a room is used for, other than for a new message. */
import type { Outgoing } from "../../client/outbox";
import type { ShownMessage } from "../../client/wishes";

export type Purpose =
  | { is: "answer"; to: ShownMessage }
  /** `txt`: what the message shall say, as far as it was typed. */
  | { is: "edit"; message: ShownMessage | Outgoing; txt: string };
