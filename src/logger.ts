import { type Logger, pino } from "pino";
import type { LogLevel } from "./config";

/** A logger that writes JSON lines to standard output. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null });
}
