/** States of messages as a client receives them: which of two counts, and which reactions are the reader's own (P22, P25). */
import type { Message, Reaction } from "../protocol";

/** A message as an event or a reply brought it. */
export interface Received {
  message: Message;
  /** The `rev` that the room had before it; `Infinity` where that is unknown. */
  prev: number;
  /** Who changed the message; undefined for a new one. */
  by?: string | undefined;
  /** Whether it came in a reply, which marks the reader's own reactions. */
  isReply: boolean;
}

/** A message of a reply. */
export const replied = (message: Message, prev = Infinity): Received => ({
  message,
  prev,
  isReply: true,
});

/** Which is newer: the state of a message that is held, or the one that came. */
export function newer(
  held: Message,
  { message, isReply }: Received,
  me: string | undefined,
): Message {
  if (isReply) return held.rev > message.rev ? held : message;
  return held.rev >= message.rev ? held : markedSeen(message, held, me);
}

/** An event's message, with the reader's own reactions marked as far as the event, or the state before it, says so. */
export function markedSeen(
  message: Message,
  held: Message | undefined,
  me: string | undefined,
): Message {
  if (!message.reactions || me === undefined) return message;
  const reactions = message.reactions.map((one): Reaction => {
    const before = held?.reactions?.find(({ emoji }) => emoji === one.emoji);
    const isMine = one.from.includes(me) || (mayHide(one, me) && before?.mine === true);
    return isMine ? { ...one, mine: true } : one;
  });
  return { ...message, reactions };
}

/** Whether only a reply can say which reactions are the reader's own. */
export function isUnsure(
  { message, prev, by, isReply }: Received,
  me: string | undefined,
): boolean {
  // Between two changes that follow each other the reader's own reactions are those of before.
  if (isReply || me === undefined || (by !== me && prev === message.rev - 1)) return false;
  return message.reactions?.some((one) => mayHide(one, me)) ?? false;
}

/** Whether a person may be among those whom a reaction does not list. */
function mayHide({ count, from }: Reaction, me: string): boolean {
  return count > from.length && !from.includes(me);
}
