/** The log: lines of JSON on standard output. Writing one never blocks. */
import { type Logger, pino } from "pino";
import { createLineWriter } from "./line-writer";

/** From the most to the fewest lines. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const STDOUT = 1;
const WARN = 40;
/** Milliseconds that the end of the process waits for the reader of the log. */
const LAST_LINES = 2000;

/** A logger that writes JSON lines to standard output. Lines that its reader does not read in time are left out and counted. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null }, createLineWriter(STDOUT, leftOut));
}

function leftOut(lines: number): string {
  const msg = "lines are missing here: the log is not read as fast as it is written";
  return `${JSON.stringify({ level: WARN, time: Date.now(), lines, msg })}\n`;
}

/** Resolves when all log lines are written, or after two seconds, because the reader may have stopped reading. */
export async function flushed(logger: Logger): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  logger.flush(() => resolve());
  await Promise.race([promise, Bun.sleep(LAST_LINES)]);
}
