/** Tells rooms who is in them, when that changed, and never more than four times a second (P15). */
import type { Logger } from "pino";
import type { Presence } from "../../protocol/protocol";
import { onceASecond } from "../../logging/throttle";
import type { Roster } from "../../store";

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

/**
 * Gives the audience the people of every room in which the roster has changed. Of a room nothing is
 * asked before the last answer is there, or a slow answer could be told after a newer one.
 */
export function announcePresence(roster: Roster, audience: Audience, logger: Logger): void {
  /** The rooms that are to be announced or are being announced, and whether they have changed again. */
  const pending = new Map<string, { again: boolean }>();

  const unread = onceASecond((err: unknown, unsaid) =>
    logger.warn({ err, unsaid }, "presence could not be read"),
  );

  function schedule(room: string): void {
    const delay = Math.max(INTERVAL, INTERVAL_EACH * audience.size(room));
    setTimeout(() => void announce(room), delay).unref();
  }

  async function announce(room: string): Promise<void> {
    const announcement = { again: false };
    pending.set(room, announcement);
    try {
      audience.tell(await roster.present(room));
    } catch (error) {
      unread(error);
    }
    if (announcement.again) schedule(room);
    else pending.delete(room);
  }

  roster.onChange((room) => {
    const announcement = pending.get(room);
    if (announcement) {
      announcement.again = true;
      return;
    }
    pending.set(room, { again: false });
    schedule(room);
  });
}
