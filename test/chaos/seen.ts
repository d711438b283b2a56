import type { Message } from "../../src/protocol";
import type { Seen } from "./records";

/** A message without what only one person receives. */
export function asToldToAll({ reactions, ...message }: Message): Seen {
  if (!reactions) return message;
  return {
    ...message,
    reactions: reactions.map(({ emoji, count, from }) => ({ emoji, count, from })),
  };
}
