/** Telling a caller which reactions are its own (P25). */
import type { Message, Reaction } from "../../protocol";
import type { Log } from "../../store";
import type { Caller } from "../caller";

type OwnReactionsLog = Pick<Log, "reactionsOf">;

/** The messages of a room, in which each reaction that the caller has part in is marked as `mine`. */
export async function withOwnReactions(
  log: OwnReactionsLog,
  { person: { from } }: Pick<Caller, "person">,
  room: string,
  messages: Message[],
): Promise<Message[]> {
  const unsure = messages.flatMap(({ seq, reactions = [] }) =>
    reactions.filter((one) => mayHide(one, from)).map(({ emoji }) => ({ seq, emoji })),
  );
  const own = unsure.length > 0 ? await log.reactionsOf(from, room, unsure) : [];
  const keys = new Set(own.map(({ seq, emoji }) => `${seq} ${emoji}`));
  const isMine = (seq: number, { emoji, from: first }: Reaction) =>
    first.includes(from) || keys.has(`${seq} ${emoji}`);
  return messages.map((message) => {
    const { seq, reactions } = message;
    if (!reactions?.some((one) => isMine(seq, one))) return message;
    const marked = reactions.map((one) => (isMine(seq, one) ? { ...one, mine: true } : one));
    return { ...message, reactions: marked };
  });
}

/** Whether a person may be among those who are not named. */
function mayHide({ count, from: first }: Reaction, from: string): boolean {
  return count > first.length && !first.includes(from);
}
