/** The last piece of a message's road: from the log to the connections in its room. */
import type { Draft } from "../log/log";
import type { Message } from "../protocol";
import type { ChatServer } from "./connection";

type Name = Pick<Message, "room" | "from" | "id">;

export interface Delivery {
  /** Gives a message that came by the log's tail to its room on this machine, save to who is sending it (P9). */
  deliver: (message: Message) => void;
  /** Runs `append`, and until it settles keeps the message from the connection that sends it. */
  sending: (draft: Draft, connection: string, append: () => Promise<Message>) => Promise<Message>;
}

export function createDelivery(io: ChatServer): Delivery {
  // A list, because somebody may repeat a message on a second connection while the first still waits.
  const senders = new Map<string, string[]>();

  return {
    deliver(message) {
      const { name, txt, room, seq, id, from, at } = message;
      const sentBy = senders.get(keyOf(message)) ?? [];
      io.local.to(room).except(sentBy).emit("tianxiu", { name, txt }, { room, seq, id, from, at });
    },

    async sending(draft, connection, append) {
      const key = keyOf(draft);
      const sentBy = senders.get(key) ?? [];
      senders.set(key, [...sentBy, connection]);
      try {
        // The log tells its tails before this resolves, so the entry has done its work by then.
        return await append();
      } finally {
        release(senders, key, connection);
      }
    },
  };
}

function release(senders: Map<string, string[]>, key: string, connection: string): void {
  const left = (senders.get(key) ?? []).toSpliced(senders.get(key)?.indexOf(connection) ?? 0, 1);
  if (left.length > 0) senders.set(key, left);
  else senders.delete(key);
}

function keyOf({ room, from, id }: Name): string {
  // Neither a room's name nor a public id has a space in it, so no two names share a key.
  return `${room} ${from} ${id}`;
}
