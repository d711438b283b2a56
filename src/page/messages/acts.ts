/** What a person does to a message, wherever on the page they begin. */
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import type { ShownMessage } from "../../client/wishes";
import { answerTo, editOf } from "../state/purpose";
import { whyMute } from "../state/rights";

/**
 * What the dialog of a message shows: all actions, the emoji at hand, the question before removing, who reacted, the report of it,
 * what can be done to its writer, or all emoji.
 */
export type MessageView = "menu" | "emoji" | "remove" | "reactors" | "report" | "person" | "picker";

/** The dialog of a message that is open: it stands beside what was pressed. */
export interface OpenMessage {
  message: ShownMessage;
  view: MessageView;
  beside?: DOMRect | undefined;
}

export interface MessageActs {
  /** Whether the person can write here at all, and so answer, edit and react. */
  mayWrite: () => boolean;
  answer: (message: ShownMessage) => void;
  edit: (message: ShownMessage) => void;
  mention: (name: string) => void;
  /** Gives an emoji, or takes it back. */
  react: (message: ShownMessage, emoji: string) => void;
  show: (view: MessageView, message: ShownMessage, beside?: Element | null) => void;
  /** Goes from an answer to the message that it answers. */
  follow: (answer: number, answered: number) => void;
}

interface Parts {
  chat: Chat;
  room: Room;
  mention: (name: string) => void;
  open: (opened: OpenMessage) => void;
  follow: MessageActs["follow"];
}

export function createActs({ chat, room, mention, open, follow }: Parts): MessageActs {
  return {
    mayWrite: () => whyMute(room, chat) === undefined,
    mention,
    follow,
    answer(to) {
      room.purpose.value = answerTo(to.seq);
    },
    edit(message) {
      room.purpose.value = editOf(message);
    },
    react(message, emoji) {
      chat.change(message, { kind: "react", emoji, on: !hasMine(message, emoji) });
    },
    show: (view, message, beside) =>
      open({ view, message, beside: beside?.getBoundingClientRect() }),
  };
}

function hasMine({ reactions = [] }: ShownMessage, emoji: string): boolean {
  return reactions.some((one) => one.emoji === emoji && one.mine === true);
}

/** The line of a message, in which something happened. */
export function lineOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element
    ? (target.closest<HTMLElement>("[data-seq]") ?? undefined)
    : undefined;
}

export function seqAt(target: EventTarget | null): number | undefined {
  const seq = lineOf(target)?.dataset["seq"];
  return seq === undefined ? undefined : Number(seq);
}
