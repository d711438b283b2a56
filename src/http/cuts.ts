/** Cutting parts out of a package's modules. */

/** Removes a part of a module, or puts something else in its place. A text is found as it is. */
export type Cut = [part: RegExp | string, instead?: string];

/** Removes the methods of these names, which neither the page nor the client with the page's options calls. */
export const methods = (names: string): Cut[] =>
  names.split(" ").map((name) => [new RegExp(`^    ${name}\\(.*?^    \\}$`, "ms")]);

/** Removes the block of a condition, at any depth. */
export const blockFrom = (start: string): Cut => [
  new RegExp(`^( +)${RegExp.escape(start)}[^\\n]*\\{$.*?^\\1\\}$`, "ms"),
];

const COMMENT = /\/\*.*?\*\/|^ *\/\/.*?$/gms;

/** A module without its comments and cuts. Throws when one of them is not found, as in another version of its package. */
export function without(script: string, cuts: readonly Cut[]): string {
  return cuts.reduce(
    (text, [part, instead = ""]) => {
      if (text.search(typeof part === "string" ? RegExp.escape(part) : part) < 0)
        throw new Error(`the package has nothing like ${part}`);
      return text.replace(part, instead);
    },
    script.replace(COMMENT, ""),
  );
}
