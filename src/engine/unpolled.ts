/** Ends sessions by long-polling whose clients have gone: nothing else tells before the ping's timeout, up to 45 seconds later. */
import { GONE_AFTER } from "./unsent";

/** Bytes. A client that is owed less may be asleep: it costs little to wait for it. */
const MUCH = 64 * 1024;
/** Bytes a millisecond, 200 kbit/s. A client that reads a response more slowly is taken for gone. */
const SLOWEST = 25;

export interface Unpolled<Session> {
  /** Sets how many bytes wait for a session's next poll from now on, and how many the response to its last one had. */
  note(session: Session, waiting: number, taken: number): void;
  /** Ends the sessions for which more than 64 KiB have waited for 1.5 s, and for as long as their last response takes to be read. */
  check(): void;
}

/** `end` ends a session, and notes that nothing waits for it. */
export function createUnpolled<Session>(end: (session: Session) => void): Unpolled<Session> {
  const goneAt = new Map<Session, number>();

  return {
    note(session, waiting, taken) {
      if (waiting <= MUCH) goneAt.delete(session);
      else if (!goneAt.has(session))
        goneAt.set(session, performance.now() + GONE_AFTER + taken / SLOWEST);
    },
    check() {
      const now = performance.now();
      for (const [session, at] of goneAt) if (at <= now) end(session);
    },
  };
}
