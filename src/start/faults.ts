/** Errors that no handler has caught, and those of work that nobody waits for. */
import type { Logger } from "pino";
import { onceAMinute, onceASecond } from "../logging/throttle";
import type { Failed } from "../store";

/**
 * From now on, an uncaught error or rejection is logged with its cause (once a second), `faulted` is called, and the process
 * goes on: an error of one connection must not end all the others.
 */
export function outliveFaults(logger: Logger, faulted: () => void): void {
  const say = onceASecond((err: unknown, omitted) =>
    logger.error({ err, omitted }, "a fault that nothing caught"),
  );
  const note = (error: unknown) => {
    faulted();
    say(error);
  };
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
}

/** Logs what goes wrong in the store beside requests: what nobody was told of once a second at most, and what is tried again once a minute. */
export function logStoreFaults(logger: Logger): Record<"failed" | "unswept", Failed> {
  const undelivered = onceASecond((err: unknown, omitted) =>
    logger.error({ err, omitted }, "a message could not be delivered"),
  );
  const undone = onceAMinute((err, what, omitted) => logger.error({ err, omitted }, what));
  return {
    failed: (error, what) => (what === undefined ? undelivered(error) : undone(error, what)),
    unswept: (error) => undone(error, "files could not be swept"),
  };
}
