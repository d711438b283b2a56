/** The last piece of a message's road: from the log to the connections in its room. */
import type { Draft } from "../../store";
import type { Message, Meta } from "../../protocol/protocol";
import type { ChatServer } from "../connection";
import type { Tally } from "../measurements";

type Name = Pick<Message, "room" | "from" | "id">;

export interface Delivery {
  /** Gives a message that came by the log's tail to its room on this machine, save to who is sending it (P9). */
  deliver: (message: Message) => void;
  /** Runs `append`, and until it settles keeps the message from the connection that sends it. */
  sending: (draft: Draft, connection: string, append: () => Promise<Message>) => Promise<Message>;
}

/** A connection that is sending a message, since when. */
interface Sender {
  connection: string;
  since: number;
}

export function createDelivery(io: ChatServer, tally: Tally): Delivery {
  // A list, because somebody may repeat a message on a second connection while the first still waits.
  const senders = new Map<string, Sender[]>();

  function othersIn(room: string, own: Set<string>): number {
    const present = io.of("/").adapter.rooms.get(room);
    if (!present) return 0;
    // A sender may have left while its message was being stored.
    return present.size - [...own].filter((connection) => present.has(connection)).length;
  }

  return {
    deliver(message) {
      const { name, txt, room, at } = message;
      const sentBy = senders.get(keyOf(message)) ?? [];
      const own = new Set(sentBy.map(({ connection }) => connection));
      io.local
        .to(room)
        .except([...own])
        .emit("tianxiu", { name, txt }, metaOf(message));
      tally.passedOn(othersIn(room, own), Date.now() - at);
      for (const { since } of sentBy) tally.fannedOut(performance.now() - since);
    },

    async sending(draft, connection, append) {
      const key = keyOf(draft);
      const sentBy = senders.get(key) ?? [];
      const sender = { connection, since: performance.now() };
      senders.set(key, [...sentBy, sender]);
      try {
        // The log tells its tails before this resolves, so the entry has done its work by then.
        return await append();
      } finally {
        release(senders, key, sender);
      }
    },
  };
}

/** All of a message that its writer did not say (P9). */
export function metaOf({ name: _name, txt: _txt, ...meta }: Message): Meta {
  return meta;
}

function release(senders: Map<string, Sender[]>, key: string, sender: Sender): void {
  const left = (senders.get(key) ?? []).filter((one) => one !== sender);
  if (left.length > 0) senders.set(key, left);
  else senders.delete(key);
}

function keyOf({ room, from, id }: Name): string {
  // Neither a room's name nor a public id has a space in it, so no two names share a key.
  return `${room} ${from} ${id}`;
}
