/** The files of a folder as they are copied: opened once, so that what is removed meanwhile is still read to its end. */
import { open } from "node:fs/promises";
import { ifThere, ownerOf, pathsIn } from "./folder";
import type { Variant } from "./files";
import { STEP } from "./in-steps";

/** A form of a file that is open. */
export interface OpenForm {
  variant: Variant;
  size: number;
  /** What it yields is there until the next is asked for. */
  bytes: () => AsyncGenerator<Uint8Array>;
}

/** The forms of a file, the whole first, of the sizes that they should have. */
export interface OpenForms extends AsyncDisposable {
  forms: readonly OpenForm[];
}

/** The sizes that a file's forms have. */
interface Sizes {
  id: string;
  size: number;
  small?: number | undefined;
}

/** Throws where the folder is another store's. */
export function checkOwner(path: string, owner: string): void {
  if ((ownerOf(path) ?? owner) !== owner)
    throw new Error(`${path} has the files of another store: is FILES right?`);
}

/** Opens all forms of a file in the folder `path`. Undefined where one is not there, or is of another size. */
export async function openForms(path: string, file: Sizes): Promise<OpenForms | undefined> {
  const { id, size, small } = file;
  const opened = new AsyncDisposableStack();
  const forms = [await openForm(path, id, "whole", opened)];
  if (small !== undefined) forms.push(await openForm(path, id, "small", opened));
  const there = forms.filter((form) => form !== undefined);
  const isWhole = there.every((form) => form.size === (form.variant === "whole" ? size : small));
  if (there.length === forms.length && isWhole)
    return { forms: there, [Symbol.asyncDispose]: () => opened.disposeAsync() };
  await opened.disposeAsync();
  return undefined;
}

async function openForm(
  path: string,
  id: string,
  variant: Variant,
  opened: AsyncDisposableStack,
): Promise<OpenForm | undefined> {
  const file = await ifThere(() => open(pathsIn(path).kept(id, variant)));
  if (!file) return undefined;
  opened.use(file);
  const { size } = await file.stat();
  return {
    variant,
    size,
    async *bytes() {
      const step = new Uint8Array(Math.min(STEP, size));
      for (let at = 0; at < size;) {
        const { bytesRead } = await file.read(step, 0, Math.min(step.length, size - at), at);
        if (bytesRead === 0) throw new Error(`the file ${id} became shorter while it was read`);
        yield step.subarray(0, bytesRead);
        at += bytesRead;
      }
    },
  };
}
