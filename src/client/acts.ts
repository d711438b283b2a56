/** Messages that are acts of people who keep order (P32). */
import type { Message, Notice } from "../protocol";

/** Whether a message is an act. Of its text nothing is to be shown: the notice says what was done. */
export const isAct = <T extends Pick<Message, "notice">>(
  message: T,
): message is T & { notice: Notice } => message.notice !== undefined;
