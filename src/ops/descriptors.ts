/** File descriptors: every connection takes one, and a process has a limit. */
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import type { Logger } from "pino";

/** Milliseconds between two checks whether a descriptor is free. */
const LOOK_EVERY = 1000;
/** Milliseconds between two log lines about refused connections. */
const SAID_ONCE_IN = 60_000;
/** Free descriptors at which the shortage is over. */
const ENOUGH = 16;
/** Descriptors kept for files that are served, the store and the log: an eighth of all, or more if there are few. */
const KEPT = { part: 1 / 8, least: 64 };
/**
 * Milliseconds that each turn of the event loop sleeps while no descriptor is free. Bun retries accepting a connection at
 * once, which would use a whole processor for nothing.
 */
const REST = 2;

/** The process's limit on descriptors, if the system tells it. Bun has raised it to the hard limit by then. */
export function mostDescriptors(): number | undefined {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const [, most] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    return most === undefined ? undefined : Number(most);
  } catch {
    return undefined;
  }
}

/** The process's open descriptors, if the system tells them. */
export function openDescriptors(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return undefined;
  }
}

/** The most sessions: `wanted`, where 0 means any number, but no more than the limit on descriptors allows. */
export function sessionsWithin(wanted: number, most = mostDescriptors()): number {
  if (most === undefined) return wanted;
  const places = Math.max(1, most - Math.max(KEPT.least, Math.ceil(most * KEPT.part)));
  return wanted === 0 ? places : Math.min(wanted, places);
}

export interface DescriptorWatch {
  /** Checks since the start, a second apart, at which no descriptor was free. */
  readonly shortages: number;
  stop(): void;
}

export interface DescriptorParts {
  server: Pick<Bun.Server<unknown>, "closeIdleConnections">;
  /** Connections refused since the start because there were too many in all. */
  refused: () => number;
  logger: Logger;
}

/** Checks until it is stopped whether a new connection can be accepted. While none can, logs it and saves processor time. */
export function watchDescriptors({ server, refused, logger }: DescriptorParts): DescriptorWatch {
  // Reading the limit takes a descriptor.
  const most = mostDescriptors();
  const sayShortage = onceInAWhile(() =>
    logger.error(
      { most },
      "no file descriptor is left, so no new connection is accepted: raise the limit on open files (nofile)",
    ),
  );
  const sayFull = onceInAWhile(() =>
    logger.error(
      { most },
      "no new connection is accepted: there are as many connections as MAX_CONNECTIONS or the limit on open files (nofile) allows",
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

/** Whether so many descriptors are free. Only opening them can tell. */
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
