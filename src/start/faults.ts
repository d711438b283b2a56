/** Errors that no handler has caught. */
import type { Logger } from "pino";
import { onceASecond } from "../logging/throttle";

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
