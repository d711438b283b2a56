/** Removes files of the embedded store, and what is left of uploads that came to nothing. */
import type { Bytes, Stored } from "../files/bytes";
import { VARIANTS } from "../files/files";
import type { Receiving } from "../files/receiving";
import { SILENT_FOR } from "../files/sweeping";
import { createPace } from "../pace";
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
    const round = running.then(() => allSteps(removeSome));
    running = round.catch(() => {});
    return round;
  }

  async function allSteps(step: () => Promise<number>): Promise<number> {
    const pace = createPace();
    let all = 0;
    for (let done = STEP; done === STEP && !over.signal.aborted;) {
      done = await step();
      all += done;
      await pace();
    }
    return all;
  }

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

  /** Removes bytes that belong to no file, and reports files that have none. */
  async function compare(): Promise<number> {
    const seen = new Set<string>();
    const missing: string[] = [];
    let removed = 0;
    for await (const { prefix, stored } of bytes.all()) {
      if (over.signal.aborted) return removed;
      seen.add(prefix);
      const known = new Map(idsWith(prefix).map(({ id, small }) => [id, small !== null]));
      const isStray = ({ id, variant }: Stored) =>
        !receiving.isUnderWay(id) &&
        (variant === "whole" ? !known.has(id) : known.get(id) !== true);
      const strays = stored.filter(isStray);
      for (const { id, variant } of strays) await bytes.remove(id, variant);
      removed += strays.length;
      const whole = new Set(
        stored.filter(({ variant }) => variant === "whole").map(({ id }) => id),
      );
      missing.push(...[...known.keys()].filter((id) => !whole.has(id)));
    }
    missing.push(...idsElsewhere(seen));
    await report(missing);
    return removed;
  }

  const idsWith = (prefix: string) => statements.between.all({ from: prefix, to: `${prefix}~` });

  /** The ids of files whose bytes should be where nothing is. */
  function idsElsewhere(seen: ReadonlySet<string>): string[] {
    const found: string[] = [];
    for (let next = statements.next.get({ from: "" }); next;) {
      const prefix = next.id.slice(0, bytes.prefixLength);
      if (!seen.has(prefix)) found.push(...idsWith(prefix).map(({ id }) => id));
      next = statements.next.get({ from: `${prefix}~` });
    }
    return found;
  }

  /** A file may have come, or gone, since its folder was read. */
  async function report(ids: readonly string[]): Promise<void> {
    let count = 0;
    let first = "";
    for (const id of ids) {
      if ((await bytes.has(id, "whole")) || !statements.find.get({ id })) continue;
      first ||= id;
      count += 1;
    }
    if (count > 0) failed(new Error(`${count} files have no bytes, ${first} among them`));
  }

  const looking = setInterval(() => void removeGone().catch(failed), LOOK).unref();

  return {
    removeGone,

    async sweep(before, claimed) {
      const silent = await receiving.dropSilent(SILENT_FOR);
      await allSteps(() =>
        write(() => statements.releaseUnclaimed.run({ before, limit: STEP }).changes),
      );
      await allSteps(() => settleSome(claimed));
      return silent + (await removeGone()) + (await compare());
    },

    async stop() {
      clearInterval(looking);
      over.abort();
      await running;
    },
  };
}
