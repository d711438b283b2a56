/** Tells rooms who is in them, when that changed, and never more than four times a second (P15). */
import type { Logger } from "pino";
import type { Presence } from "../protocol";
import type { Roster } from "./roster";

/** Milliseconds between two announcements to a room. However many come and go in between, it costs one. */
const INTERVAL = 250;

/** Gives `tell` the people of every room in which the roster has changed. */
export function announcePresence(
  roster: Roster,
  tell: (presence: Presence) => void,
  logger: Logger,
): void {
  const waiting = new Set<string>();

  async function announce(room: string): Promise<void> {
    try {
      tell(await roster.present(room));
    } catch (error) {
      logger.warn({ err: error }, "presence could not be read");
    }
  }

  roster.onChange((room) => {
    if (waiting.has(room)) return;
    waiting.add(room);
    setTimeout(() => {
      waiting.delete(room);
      void announce(room);
    }, INTERVAL).unref();
  });
}
