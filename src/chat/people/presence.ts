/** Tells rooms who is in them, when that changed, and never more than four times a second (P15). */
import type { Logger } from "pino";
import { onceASecond } from "../../logging/throttle";
import type { Roster } from "../../store";
import type { Announcements } from "./announcements";

/** Milliseconds between two announcements to a room. However many come and go in between, it costs one. */
const INTERVAL = 250;
/** Milliseconds of that for each connection that gets it: more than a thousand cost no more than a thousand do. */
const INTERVAL_EACH = INTERVAL / 1000;

/**
 * Announces the people of every room in which the roster has changed. A room is not read again before the last
 * read has ended, or a slow answer could be told after a newer one.
 */
export function announcePresence(
  roster: Roster,
  announcements: Pick<Announcements, "size" | "tell">,
  logger: Logger,
): void {
  /** The rooms that will be announced or are being announced, and whether they have changed again. */
  const pending = new Map<string, { again: boolean }>();

  const unread = onceASecond((err: unknown, omitted) =>
    logger.warn({ err, omitted }, "presence could not be read"),
  );

  function schedule(room: string): void {
    const delay = Math.max(INTERVAL, INTERVAL_EACH * announcements.size(room));
    setTimeout(() => void announce(room), delay).unref();
  }

  async function announce(room: string): Promise<void> {
    const announcement = { again: false };
    pending.set(room, announcement);
    try {
      announcements.tell(await roster.present(room));
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
