/** The last step of a message on its road: from the log to the connections in its room. */
import type { Message } from "../../protocol";
import { metaOf, toldTextOf } from "../../protocol/schemas";
import type { Draft, News } from "../../store";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import type { Measurements } from "../measurements";

export interface Delivery {
  /**
   * Tells a message from the log to its room on this machine: a new one, but not to the callers who are sending it (P9),
   * or one that was changed, to everybody (P22).
   */
  deliver: (message: Message, news: News) => void;
  /** Keeps the message from the caller who is sending it, until `release` is called. */
  withhold: (draft: Draft, caller: Caller) => Withheld;
}

/** A message that its sender is not told of. */
export interface Withheld {
  /** The `rev` that others were told of before it, once they were told of it. */
  prev: () => number | undefined;
  release: () => void;
}

/** A caller that is sending a message, since when. */
interface Sender {
  id: string;
  since: number;
  prev?: number;
}

const NOBODY: readonly Sender[] = [];

export function createDelivery(audience: Audience, measurements: Measurements): Delivery {
  // A list, because somebody may repeat a message on a second connection while the first still waits.
  const senders = new Map<string, Sender[]>();

  function release(key: string, sender: Sender): void {
    const left = (senders.get(key) ?? NOBODY).filter((one) => one !== sender);
    if (left.length > 0) senders.set(key, left);
    else senders.delete(key);
  }

  return {
    deliver(message, { prev, by }) {
      const { room, at } = message;
      if (by !== undefined) return audience.tell({ room }, "changed", message, prev, by);
      const sending = senders.get(keyOf(message)) ?? NOBODY;
      const except = idsOf(sending);
      for (const sender of sending) sender.prev = prev;
      audience.tell({ room, except }, "tianxiu", toldTextOf(message), metaOf(message, prev));
      // A sender may have left while its message was being stored.
      const own = except.filter((sender) => audience.has(sender, room)).length;
      measurements.passedOn(audience.size(room) - own, Date.now() - at);
      for (const { since } of sending) measurements.fannedOut(performance.now() - since);
    },

    withhold(draft, { id }) {
      const key = keyOf(draft);
      const sender: Sender = { id, since: performance.now() };
      senders.set(key, [...(senders.get(key) ?? NOBODY), sender]);
      return { prev: () => sender.prev, release: () => release(key, sender) };
    },
  };
}

/** The ids of callers, each once. */
function idsOf(sending: readonly Sender[]): string[] {
  const ids = sending.map(({ id }) => id);
  return ids.length > 1 ? [...new Set(ids)] : ids;
}

function keyOf({ room, from, id }: Pick<Message, "room" | "from" | "id">): string {
  // Neither a room's name nor a public id has a space in it, so no two messages share a key.
  return `${room} ${from} ${id}`;
}
