/** Faults of our own that nothing else has caught: the last line, behind every handler's own. */
import type { Logger } from "pino";
import { onceASecond } from "../logging/throttle";

/**
 * From now on a throw or a rejection that nobody catches is logged with its cause (once a second), `faulted` is told, and the process
 * goes on: one connection's fault is not to end all the others.
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
