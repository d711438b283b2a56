/** Messages as they are shown: with the person's wishes that the server has not granted yet. */
import type { Message } from "../../protocol";
import { isStuck, type Outgoing, type OutgoingWish } from "../../client/outbox-items";
import type { Reader } from "../../client/reader";
import type { RoomParts } from "./room-parts";
import { type ShownMessage, withWish } from "../../client/wishes";

/** `messages` with the wishes for them; the same list, and the same messages, where there are none. */
export function wished(
  messages: readonly Message[],
  wishes: readonly OutgoingWish[],
  me: string | undefined,
): readonly ShownMessage[] {
  if (wishes.length === 0 || me === undefined) return messages;
  const byMessage = Map.groupBy(wishes, ({ of }) => of);
  return messages.map((message) =>
    (byMessage.get(message.id) ?? []).reduce(
      (shown: ShownMessage, wish) => withOne(shown, wish, me),
      message,
    ),
  );
}

function withOne(shown: ShownMessage, outgoing: OutgoingWish, me: string): ShownMessage {
  const { id, wish, state, order } = outgoing;
  if (state === "failed") return { ...shown, refused: { id, wish, error: outgoing.error } };
  return isStuck(state) ? shown : { ...shown, ...withWish(shown, wish, me, order), pending: true };
}

/** Unsent messages with the wishes for them: those that are to be removed are not shown. */
export function wishedUnsent(
  outgoing: readonly Outgoing[],
  wishes: readonly OutgoingWish[],
): Outgoing[] {
  return outgoing.flatMap((one) => {
    const mine = wishes.filter(({ of }) => of === one.id).map(({ wish }) => wish);
    if (mine.some(({ kind }) => kind === "remove")) return [];
    const edit = mine.findLast((wish) => wish.kind === "edit");
    return [edit ? { ...one, txt: edit.txt } : one];
  });
}

/**
 * What the reader knows decides about wishes: one for a message that is gone is not kept, since it may have the text
 * (P23), and one for a message whose acknowledgement another page got can be sent.
 */
export function tendWishes(
  wishes: readonly OutgoingWish[],
  reader: Pick<Reader, "messages" | "held">,
  { discard, learn }: Pick<RoomParts, "discard" | "learn">,
): void {
  for (const { id, of, seq } of wishes) {
    const message =
      seq === undefined ? reader.messages.find((one) => one.id === of) : reader.held(seq);
    if (message === null || message?.gone) discard(id);
    else if (message && seq === undefined) learn(message);
  }
}
