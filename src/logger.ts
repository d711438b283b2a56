import { destination, type Logger, pino } from "pino";
import type { LogLevel } from "./config";

/** A logger that writes JSON lines to standard output. */
export function createLogger(level: LogLevel): Logger {
  const stdout = destination({ fd: 1, sync: true });
  // Whoever read the log may be gone; the chat goes on.
  stdout.on("error", () => {});
  return pino({ level, base: null }, stdout);
}
