/** Notices when a store cannot be written to, or soon cannot, before people do, and when it can be again (H43). */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Logger } from "pino";
import type { Log } from "./log";

export interface StoreWatch {
  /** Free bytes where the store is, when last measured; undefined where this machine cannot know. */
  free: () => number | undefined;
  stop: () => void;
}

export interface WatchParts {
  log: Log;
  /** The file of an embedded store. */
  path?: string | undefined;
  logger: Logger;
  /** Free bytes below which a warning is due, on a disk of so many bytes. */
  low?: (size: number) => number;
}

/** Milliseconds between two looks. While the store cannot be written to, each look tries a write. */
const LOOK = 1000;
/** Milliseconds without a write after which a write is tried although none has failed. */
const IDLE = 60_000;
/** Free bytes below which writes are tried as if they failed. */
const SCARCE = 2 ** 20;
const GIB = 2 ** 30;

/** Less than a tenth of the disk, or than a gigabyte of a large one. */
const SOON_FULL = (size: number) => Math.min(GIB, size / 10);

/** Watches until it is stopped. */
export function watchStore({ log, path, logger, low = SOON_FULL }: WatchParts): StoreWatch {
  let free: number | undefined;
  let isLow = false;
  let wasPossible = true;
  let timer: Timer | undefined;
  let isStopped = false;

  async function look(): Promise<void> {
    if (path !== undefined) await measure(path);
    const cause = isTrialDue()
      ? await log.tryToWrite().catch((error: unknown) => error)
      : undefined;
    tell(cause);
    if (!isStopped) timer = setTimeout(() => void look(), LOOK).unref();
  }

  async function measure(file: string): Promise<void> {
    try {
      const { bavail, blocks, bsize } = await statfs(dirname(file));
      free = bavail * bsize;
      warn(free < low(blocks * bsize), free);
    } catch {
      // Not every file system says how large it is.
      free = undefined;
    }
  }

  function warn(now: boolean, bytes: number): void {
    if (now && !isLow)
      logger.warn({ path, free: bytes }, "the disk is nearly full: soon no message can be stored");
    if (!now && isLow) logger.info({ path, free: bytes }, "the disk has room again");
    isLow = now;
  }

  function isTrialDue(): boolean {
    const since = performance.now() - log.writes.lastAt;
    return !log.writes.isPossible || since > IDLE || (free !== undefined && free < SCARCE);
  }

  function tell(cause: unknown): void {
    const { isPossible } = log.writes;
    if (wasPossible && !isPossible)
      logger.error({ err: cause }, "the store cannot be written to: no message is stored");
    if (!wasPossible && isPossible) logger.info("the store can be written to again");
    wasPossible = isPossible;
  }

  void look();
  return {
    free: () => free,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
