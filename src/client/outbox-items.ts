/** What waits in the outbox: messages, and wishes to change messages, each with its state. */
import type { WireError } from "../protocol";
import type { Unsent, UnsentMessage, UnsentWish } from "./outbox-store";

/**
 * `error` is the server's answer to the last attempt, if there was one. `foreign`: of another identity. `uploading`: so many
 * bytes of its files have gone. `stopped`: the person has stopped that. `lost`: its files are not on this device any more.
 */
export type SendState =
  | { state: "queued"; error?: WireError }
  | { state: "sending" }
  | { state: "uploading"; sent: number }
  | { state: "foreign" | "stopped" | "lost" }
  | { state: "failed"; error: WireError };

/** An unsent message and its state. */
export type Outgoing = UnsentMessage & SendState;
/** A wish that the server has not granted, and its state. */
export type OutgoingWish = UnsentWish & SendState;
export type Item = Outgoing | OutgoingWish;

export const isWish = (item: Item): item is OutgoingWish => "wish" in item;
const isMessage = (item: Item): item is Outgoing => !isWish(item);

export const messagesIn = (items: readonly Item[]): Outgoing[] => items.filter(isMessage);
export const wishesIn = (items: readonly Item[]): OutgoingWish[] => items.filter(isWish);

/** Whether it waits until the person acts. */
export const isStuck = (state: Item["state"]): boolean => STUCK.has(state);
const STUCK = new Set<Item["state"]>(["failed", "foreign", "stopped", "lost"]);

/** Whether the server may have got it. A row of an earlier version of the page does not say. */
export const wasTried = ({ tried }: Pick<Unsent, "tried">): boolean => tried !== false;

/** Whether the person may still change it in place: the server has not got it, or has refused it. */
export const isOpen = (item: Item): boolean =>
  (isStuck(item.state) && item.state !== "foreign") ||
  (item.state !== "sending" && !wasTried(item));

/** Whether a file of it is not at the server yet. */
export const lacksFiles = ({ files }: Pick<UnsentMessage, "files">): boolean =>
  files?.some(({ id }) => id === undefined) ?? false;

/** What a message says, and its options, as they are sent. */
export const spoken = ({ name, txt }: UnsentMessage) => ({ name, txt });
export const optionsOf = ({ room, id, re, files }: UnsentMessage, after?: string) => ({
  room,
  id,
  after,
  re,
  files: files?.map(({ id: file = "", description }) => ({ id: file, description })),
});

/** The message, with files that the server does not have. */
export function withoutIds(message: Outgoing): Outgoing {
  const files = message.files?.map(({ id: _id, ...file }) => file);
  return files ? { ...message, files } : message;
}

export function inState(unsent: Unsent | Item, state: SendState): Item {
  const item = { ...unsentOf(unsent), ...state };
  return item;
}

export function unsentOf(item: Unsent | Item): Unsent {
  const unsent: Unsent & { state?: unknown; error?: unknown; sent?: unknown } = { ...item };
  delete unsent.state;
  delete unsent.error;
  delete unsent.sent;
  return unsent;
}

/**
 * The first of `items`, in order, that may be sent together now: one message after the other, and of each message one wish at
 * a time. While a message waits for its files, those after it in its room wait, too.
 */
export function sendable(items: readonly Item[], most: number): Item[] {
  const busy = new Set<string>();
  const next: Item[] = [];
  for (const item of items) {
    const isWaiting = !isStuck(item.state);
    const place = isWish(item) ? keyOf(item) : item.room;
    const lacks = isWish(item)
      ? item.seq === undefined
      : lacksFiles(item) || item.state === "uploading";
    if (item.state === "queued" && !lacks && !busy.has(place)) next.push(item);
    if (isWaiting && (isWish(item) || lacks)) busy.add(place);
    if (next.length === most) break;
  }
  return next;
}

const keyOf = ({ room, of }: UnsentWish) => `${room} ${of}`;
