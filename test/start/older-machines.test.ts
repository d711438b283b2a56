import { expect, test } from "bun:test";
import pino from "pino";
import { warnOfOlderMachines } from "../../src/start/older-machines";

/** A store that finds such machines twice. */
function onOlderMachines(found: (machines: number) => void): void {
  found(2);
  found(1);
}

/** The lines that are logged when older machines are found twice. */
function linesOf(every: number): string[] {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  warnOfOlderMachines({ onOlderMachines }, logger, every);
  return lines;
}

test("H36: machines of an earlier version on the database are said in one line of the log, and again after a minute", () => {
  expect(linesOf(60_000)).toHaveLength(1);
  expect(linesOf(60_000)[0]).toContain('"machines":2');
  expect(linesOf(0)).toHaveLength(2);
});
