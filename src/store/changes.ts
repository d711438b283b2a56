/** What a change makes of a message (P21 to P25): the same in every store. */
import { type Call, type Message, type Reaction, REACTIONS } from "../protocol";

/** A change of the message `seq` by the person `by`. `id` is its send key, of this person and message. */
export type Change = { room: string; seq: number; id: string; by: string } & (
  | { kind: "edit"; txt: string; calls: Call[] }
  | { kind: "remove" }
  | { kind: "react"; emoji: string; on: boolean; name: string }
);

/** The message as it is now, or why there is no such change: no such message, a removed one, or too many emoji on it. */
export type Outcome = { message: Message } | { refused: "not_found" | "gone" | "full" };

/** What a store knows when it makes a change, all of one moment. */
export interface ChangeFacts {
  message: Message | undefined;
  /** Whether the send key was used before. */
  isRepeated: boolean;
  /** Of a reaction: whether the person has reacted so, and the first of all who have, one more than a message names. */
  has: boolean;
  first: readonly string[];
}

/** What becomes of a change: nothing, only its send key is kept, or the message's new state as well, whose `rev` the store gives. */
export type Result =
  { effect: "none"; outcome: Outcome } | { effect: "key" | "state"; outcome: { message: Message } };

/** What the change makes of the message at the time `now`, from what the store knows. */
export function applyChange(change: Change, facts: ChangeFacts, now: number): Result {
  const { message, isRepeated } = facts;
  if (!message) return refused("not_found");
  if (isRepeated) return { effect: "none", outcome: { message } };
  if (message.gone) return change.kind === "remove" ? unchanged(message) : refused("gone");
  const at = Math.max(now, message.at);
  switch (change.kind) {
    case "edit":
      return change.txt === message.txt
        ? unchanged(message)
        : changed(edited(message, change.txt, change.calls, at));
    case "remove":
      return changed(removed(message, { by: change.by, at }));
    case "react":
      return reacted(message, change, facts);
  }
}

const refused = (why: "not_found" | "gone" | "full"): Result => ({
  effect: "none",
  outcome: { refused: why },
});
const unchanged = (message: Message): Result => ({ effect: "key", outcome: { message } });
const changed = (message: Message): Result => ({ effect: "state", outcome: { message } });

function edited(
  { calls: _calls, ...kept }: Message,
  txt: string,
  calls: Call[],
  at: number,
): Message {
  return { ...kept, txt, ...(calls.length > 0 ? { calls } : {}), edited: at };
}

/** A message without anything that anybody wrote into it (P23). */
export function removed(message: Message, gone: Message["gone"] & object): Message {
  const { room, seq, rev, id, from, name, at, re } = message;
  const answered = re === undefined ? {} : { re };
  return { room, seq, rev, id, from, name, txt: "", at, ...answered, gone };
}

function reacted(message: Message, change: Change & { kind: "react" }, facts: ChangeFacts): Result {
  const { emoji, on, by } = change;
  if (on === facts.has) return unchanged(message);
  const before = message.reactions ?? [];
  const after = on ? withOne(before, emoji, by) : withoutOne(before, emoji, by, facts.first);
  if (after.length > REACTIONS.different) return refused("full");
  const { reactions: _, ...kept } = message;
  return changed({ ...kept, ...(after.length > 0 ? { reactions: after } : {}) });
}

/** `reactions` with one more person. An emoji that is new is the last (P25). */
function withOne(reactions: readonly Reaction[], emoji: string, by: string): Reaction[] {
  if (!reactions.some((one) => one.emoji === emoji))
    return [...reactions, { emoji, count: 1, from: [by] }];
  return reactions.map((one) => {
    if (one.emoji !== emoji) return one;
    const from = one.from.length < REACTIONS.first ? [...one.from, by] : one.from;
    return { ...one, count: one.count + 1, from };
  });
}

function withoutOne(
  reactions: readonly Reaction[],
  emoji: string,
  by: string,
  first: readonly string[],
): Reaction[] {
  const from = first.filter((one) => one !== by).slice(0, REACTIONS.first);
  return reactions
    .map((one) => (one.emoji === emoji ? { ...one, count: one.count - 1, from } : one))
    .filter(({ count }) => count > 0);
}
