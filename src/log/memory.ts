/** The log without a store, until the first one lands. */
import type { Message } from "../protocol";
import type { Listener, Log } from "./log";

export function openMemoryLog(): Log {
  const rooms = new Map<string, Message[]>();
  const tails = new Map<string, Set<Listener>>();
  const messagesOf = (room: string) => rooms.getOrInsertComputed(room, () => []);
  return {
    append(draft) {
      const messages = messagesOf(draft.room);
      const stored = messages.find(({ from, id }) => from === draft.from && id === draft.id);
      if (stored) return Promise.resolve(stored);
      const message = { ...draft, seq: messages.length + 1, at: Date.now() };
      messages.push(message);
      for (const listener of tails.get(draft.room) ?? []) listener(message);
      return Promise.resolve(message);
    },
    read(room, { after, before = Infinity, limit }) {
      const messages = messagesOf(room);
      const found = messages.filter(({ seq }) => seq > (after ?? 0) && seq < before);
      const page = after === undefined ? found.slice(-limit) : found.slice(0, limit);
      return Promise.resolve({
        messages: page,
        head: messages.length,
        floor: Math.min(1, messages.length),
      });
    },
    tail(room, listener) {
      tails.set(room, (tails.get(room) ?? new Set()).add(listener));
      return Promise.resolve(() => void tails.get(room)?.delete(listener));
    },
    close: () => Promise.resolve(),
  };
}
