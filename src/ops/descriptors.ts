/** File descriptors: every connection takes one, and the system gives a process only so many. */
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import type { Logger } from "pino";

/** Milliseconds between two looks whether there is one left. */
const LOOK_EVERY = 1000;
/** Milliseconds in which it is said once that nobody new gets in. */
const SAID_ONCE_IN = 60_000;
/** Free ones, from which on there are enough again. */
const ENOUGH = 16;
/** Kept for what is no session: files that are asked for, the store, the log. It is an eighth of all, or more where there are few. */
const KEPT = { part: 1 / 8, least: 64 };
/**
 * Milliseconds of rest in each turn of the event loop while there is none. Bun asks the system again at once whether
 * somebody can be let in, and so would take a whole processor for nothing.
 */
const REST = 2;

/** How many the process may have, where the system says it. Bun has raised its own limit as far as it may by then. */
export function mostDescriptors(): number | undefined {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const [, most] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    return most === undefined ? undefined : Number(most);
  } catch {
    return undefined;
  }
}

/** How many the process has, where the system says it. */
export function openDescriptors(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return undefined;
  }
}

/** How many sessions there may be: as many as are wanted, 0 for any number, but no more than descriptors allow. */
export function sessionsWithin(wanted: number, most = mostDescriptors()): number {
  if (most === undefined) return wanted;
  const places = Math.max(1, most - Math.max(KEPT.least, Math.ceil(most * KEPT.part)));
  return wanted === 0 ? places : Math.min(wanted, places);
}

export interface DescriptorWatch {
  /** Looks since the start, a second apart, at which there was none left. */
  readonly shortages: number;
  stop(): void;
}

export interface DescriptorParts {
  server: Pick<Bun.Server<unknown>, "closeIdleConnections">;
  /** How many connections have been refused since the start because there were too many in all. */
  refused: () => number;
  logger: Logger;
}

/** Watches until it is stopped whether somebody new can be let in. While nobody can, says so, and spares the processor. */
export function watchDescriptors({ server, refused, logger }: DescriptorParts): DescriptorWatch {
  // To read it takes a descriptor.
  const most = mostDescriptors();
  const sayShortage = onceInAWhile(() =>
    logger.error(
      { most },
      "no file descriptor is left, so nobody new gets in: raise the limit on open files (nofile)",
    ),
  );
  const sayFull = onceInAWhile(() =>
    logger.error(
      { most },
      "nobody new gets in: there are as many connections as MAX_CONNECTIONS or the limit on open files (nofile) allows",
    ),
  );
  let isResting = false;
  let refusedBefore = 0;
  const watch = { shortages: 0, stop: () => clearInterval(timer) };
  const timer = setInterval(look, LOOK_EVERY);
  timer.unref();

  function look(): void {
    if (refused() > refusedBefore) sayFull();
    refusedBefore = refused();
    if (areLeft(1)) return;
    watch.shortages += 1;
    server.closeIdleConnections();
    if (!isResting) rest();
    sayShortage();
  }

  function rest(): void {
    isResting = !areLeft(ENOUGH);
    if (!isResting) return;
    Bun.sleepSync(REST);
    setImmediate(rest);
  }

  return watch;
}

function onceInAWhile(say: () => void): () => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - saidAt < SAID_ONCE_IN) return;
    saidAt = performance.now();
    say();
  };
}

/** Whether so many can be had: nothing but to take them tells. */
function areLeft(count: number): boolean {
  const taken: number[] = [];
  try {
    while (taken.length < count) taken.push(openSync("/dev/null", "r"));
    return true;
  } catch {
    return false;
  } finally {
    for (const one of taken) closeSync(one);
  }
}
