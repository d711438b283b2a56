/** What waits in the outbox: messages, and wishes to change messages, each with its state. */
import type { WireError } from "../protocol";
import type { Unsent, UnsentMessage, UnsentWish } from "./outbox-store";

/** `error` is the server's answer to the last attempt, if there was one. `foreign`: of another identity. */
export type SendState =
  | { state: "queued"; error?: WireError }
  | { state: "sending" }
  | { state: "foreign" }
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
export const isStuck = (state: Item["state"]): boolean => state === "failed" || state === "foreign";

/** Whether the server may have got it. A row of an earlier version of the page does not say. */
export const wasTried = ({ tried }: Pick<Unsent, "tried">): boolean => tried !== false;

/** Whether the person may still change it in place: the server has not got it, or has refused it. */
export const isOpen = (item: Item): boolean =>
  item.state === "failed" || (item.state !== "sending" && !wasTried(item));

export function inState(unsent: Unsent | Item, state: SendState): Item {
  const item = { ...unsentOf(unsent), ...state };
  return item;
}

export function unsentOf(item: Unsent | Item): Unsent {
  const unsent: Unsent & { state?: unknown; error?: unknown } = { ...item };
  delete unsent.state;
  delete unsent.error;
  return unsent;
}

/** The first of `items`, in order, that may be sent together now: one message after the other, and of each message one wish at a time. */
export function sendable(items: readonly Item[], most: number): Item[] {
  const busy = new Set<string>();
  const next: Item[] = [];
  for (const item of items) {
    const isFree = !isWish(item) || (item.seq !== undefined && !busy.has(keyOf(item)));
    if (item.state === "queued" && isFree) next.push(item);
    const isWaiting = item.state === "queued" || item.state === "sending";
    if (isWish(item) && isWaiting) busy.add(keyOf(item));
    if (next.length === most) break;
  }
  return next;
}

const keyOf = ({ room, of }: UnsentWish) => `${room} ${of}`;
