/** Tells rooms who is in them, when that changed, and never more than four times a second (P15). */
import type { Logger } from "pino";
import type { Presence } from "../protocol";
import type { Roster } from "./roster";

/** Whom presence is told to. */
export interface Audience {
  /** How many there are to tell in a room. */
  size(room: string): number;
  tell(presence: Presence): void;
}

/** Milliseconds between two announcements to a room. However many come and go in between, it costs one. */
const INTERVAL = 250;
/** Milliseconds of that for each who is told: more than a thousand cost no more than a thousand do. */
const INTERVAL_EACH = INTERVAL / 1000;

/** Gives the audience the people of every room in which the roster has changed. */
export function announcePresence(roster: Roster, audience: Audience, logger: Logger): void {
  const waiting = new Set<string>();

  async function announce(room: string): Promise<void> {
    try {
      audience.tell(await roster.present(room));
    } catch (error) {
      logger.warn({ err: error }, "presence could not be read");
    }
  }

  roster.onChange((room) => {
    if (waiting.has(room)) return;
    waiting.add(room);
    const delay = Math.max(INTERVAL, INTERVAL_EACH * audience.size(room));
    setTimeout(() => {
      waiting.delete(room);
      void announce(room);
    }, delay).unref();
  });
}
