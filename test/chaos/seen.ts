import type { Message } from "../../src/protocol";
import type { Seen, Told } from "./records";

/** A message without what only one person receives. */
export function asToldToAll({ reactions, ...message }: Message): Seen {
  if (!reactions) return message;
  return {
    ...message,
    reactions: reactions.map(({ emoji, count, from }) => ({ emoji, count, from })),
  };
}

/** A live event, as it is kept for the record. `by` is who changed the message, if it is a change. */
export function toldOf({ id, seq, rev, gone }: Message, epoch: string, by?: string): Told {
  const told = { epoch, id, seq, rev, isChange: by !== undefined };
  return by === undefined ? told : { ...told, by, ...(gone && { isRemoval: true }) };
}
