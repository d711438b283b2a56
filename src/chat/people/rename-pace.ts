/** New names, told once a second a person at most: each is told to everybody in all of the person's rooms (H45). */
import type { ChatSocket } from "../chat-socket";

/** Milliseconds from telling one name of a person to telling the next. */
const EVERY = 1000;

/** Returns what tells the newest name of a connection's person by `tell`: at once, or when the last telling is a second ago. */
export function createRenamePace(tell: (socket: ChatSocket) => void): (socket: ChatSocket) => void {
  /** The people who were told of within a second, and those of their connections that have another name since. */
  const recent = new Map<string, Set<ChatSocket>>();

  function begin(from: string): void {
    const waiting = new Set<ChatSocket>();
    recent.set(from, waiting);
    setTimeout(() => {
      recent.delete(from);
      for (const socket of waiting) tell(socket);
      if (waiting.size > 0) begin(from);
    }, EVERY).unref();
  }

  return (socket) => {
    const { from } = socket.data.you;
    const waiting = recent.get(from);
    if (!waiting) {
      tell(socket);
      begin(from);
      return;
    }
    // The last one who said a name is told of last.
    waiting.delete(socket);
    waiting.add(socket);
  };
}
