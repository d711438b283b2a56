/** Messages as they are shown: with the person's wishes that the server has not granted yet. */
import type { Message } from "../../protocol";
import { isStuck, type Outgoing, type OutgoingWish } from "../../client/outbox-items";
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
