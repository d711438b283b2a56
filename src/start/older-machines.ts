/** Says that machines of an earlier version are on the same database (H36). */
import type { Logger } from "pino";
import type { OpenStore } from "../store";

/** Milliseconds from one line to the next. */
const EVERY = 60_000;

/** Logs a line when such machines are found, and again each minute while they are there. */
export function warnOfOlderMachines(
  { onOlderMachines }: Pick<OpenStore, "onOlderMachines">,
  logger: Logger,
  every = EVERY,
): void {
  let quietUntil = -Infinity;
  onOlderMachines((machines) => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + every;
    logger.warn(
      { machines },
      "machines of an earlier version are on this database: they serve open rooms to everybody, whatever ACCESS, ranks and locks say; stop them",
    );
  });
}
