/** Faults of our own that nothing else has caught: the last line, behind every handler's own. */
import type { Logger } from "pino";

/**
 * From now on a throw or a rejection that nobody catches is logged with its cause, `faulted` is told, and the process
 * goes on: one connection's fault is not to end all the others.
 */
export function outliveFaults(logger: Logger, faulted: () => void): void {
  const note = (error: unknown) => {
    faulted();
    logger.error({ err: error }, "a fault that nothing caught");
  };
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
}
