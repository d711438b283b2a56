/** Wishes: changes of messages that a person has asked for (P21), and what a message looks like with them. */
import { type Message, type Reaction, REACTIONS, type WireError } from "../protocol";

/** What a person asks to be done to a message. */
export type Wish =
  | { kind: "edit"; txt: string }
  | { kind: "remove" }
  | { kind: "react"; emoji: string; on: boolean };

/** A wish that the server has refused. `id` retries or discards it in the outbox. */
export interface RefusedWish {
  id: string;
  wish: Wish;
  error: WireError;
}

/** A message as it is shown: with the wishes of the person that the server has not acknowledged. */
export type ShownMessage = Message & {
  /** A wish is applied that the server has not acknowledged. */
  pending?: true;
  /** The last wish that the server has refused; the message is as the server has it. */
  refused?: RefusedWish;
};

/** The message as it will be when the wish of the person `me`, made at the time `at`, is granted. */
export function withWish(message: Message, wish: Wish, me: string, at: number): Message {
  if (message.gone) return message;
  switch (wish.kind) {
    case "edit": {
      const { calls: _calls, ...kept } = message;
      return { ...kept, txt: wish.txt, edited: at };
    }
    case "remove": {
      const { calls: _, edited: _edited, reactions: _reactions, files: _files, ...kept } = message;
      return { ...kept, txt: "", gone: { by: me, at } };
    }
    case "react":
      return withReaction(message, wish, me);
  }
}

function withReaction(
  message: Message,
  { emoji, on }: Wish & { kind: "react" },
  me: string,
): Message {
  const { reactions: before = [], ...kept } = message;
  const held = before.find((one) => one.emoji === emoji);
  if ((held?.mine ?? false) === on) return message;
  const reactions = held
    ? before.map((one) => (one === held ? counted(one, on, me) : one)).filter(isThere)
    : [...before, { emoji, count: 1, from: [me], mine: true }];
  return reactions.length > 0 ? { ...kept, reactions } : kept;
}

const isThere = ({ count }: Reaction) => count > 0;

function counted({ emoji, count, from }: Reaction, on: boolean, me: string): Reaction {
  const others = from.filter((one) => one !== me);
  return on
    ? { emoji, count: count + 1, from: [...from, me].slice(0, REACTIONS.first), mine: true }
    : { emoji, count: count - 1, from: others };
}
