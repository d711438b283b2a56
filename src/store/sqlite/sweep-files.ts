/** Removes files of the embedded store, and what is left of uploads that came to nothing. */
import type { Bytes } from "../files/bytes";
import { VARIANTS } from "../files/files";
import type { Receiving } from "../files/receiving";
import { allSteps, SILENT_FOR } from "../files/sweeping";
import { compareFiles } from "./compare-files";
import type { Eraser } from "./erase";
import type { FileStatements } from "./file-statements";

/** Files in one step, which nothing else interrupts. */
const STEP = 200;
/** Milliseconds between two looks for files that went with their messages. */
const LOOK = 2000;

interface Parts {
  statements: FileStatements;
  bytes: Bytes;
  receiving: Receiving;
  eraser: Pick<Eraser, "note" | "due">;
  write: <T>(work: () => T) => Promise<T>;
  failed: (error: unknown) => void;
}

export interface Sweep {
  /** As `Files.sweep`. */
  sweep: (before: number, claimed: number) => Promise<number>;
  /** Removes the files that are gone, with their bytes. Resolves with how many. */
  removeGone: () => Promise<number>;
  /** Ends what is under way between two steps. */
  stop: () => Promise<void>;
}

/** Looks now and then for files that went with their messages, until `stop`. */
export function createSweep(parts: Parts): Sweep {
  const { statements, bytes, receiving, eraser, write, failed } = parts;
  const over = new AbortController();
  let running: Promise<unknown> = Promise.resolve();

  async function removeSome(): Promise<number> {
    const ids = statements.gone.all({ limit: STEP }).map(({ id }) => id);
    for (const id of ids) for (const variant of VARIANTS) await bytes.remove(id, variant);
    if (ids.length === 0) return 0;
    const forgotten = await write(() => {
      // Their names are to be in no byte of the database either (P23).
      eraser.note();
      return statements.forget.all({ ids: JSON.stringify(ids) });
    });
    eraser.due();
    for (const { bytes: freed } of forgotten) receiving.free(freed);
    return forgotten.length;
  }

  /** One round at a time: two would count what they remove twice. */
  function removeGone(): Promise<number> {
    const round = running.then(() => inPace(removeSome));
    running = round.catch(() => {});
    return round;
  }

  const inPace = (step: () => Promise<number>) => allSteps(step, STEP, over.signal);

  /** Settles the claims of some files: those that a message names are its own for good. */
  async function settleSome(before: number): Promise<number> {
    return write(() => {
      const found = statements.unsettled.all({ before, limit: STEP });
      const listOf = (isNamed: number) =>
        JSON.stringify(found.filter((file) => file.isNamed === isNamed).map(({ id }) => id));
      statements.settle.run({ ids: listOf(1) });
      statements.release.run({ ids: listOf(0) });
      return found.length;
    });
  }

  const looking = setInterval(() => void removeGone().catch(failed), LOOK).unref();

  return {
    removeGone,

    async sweep(before, claimed) {
      const silent = await receiving.dropSilent(SILENT_FOR);
      await inPace(() =>
        write(() => statements.releaseUnclaimed.run({ before, limit: STEP }).changes),
      );
      await inPace(() => settleSome(claimed));
      return silent + (await removeGone()) + (await compareFiles(parts, over.signal));
    },

    async stop() {
      clearInterval(looking);
      over.abort();
      await running;
    },
  };
}
