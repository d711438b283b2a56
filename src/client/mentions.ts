/** Calling somebody by name: `@ada`. */
import type { Person } from "../protocol";

const WORD = /[\p{L}\p{N}]/u;
/** Scripts that write no space between words: there a name may be followed by anything. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}\p{sc=Mymr}]/u;

const isWithin = (one: string, other: string) =>
  [one, other].every((character) => WORD.test(character) && !UNSPACED.test(character));

/** Where `name` is called in `txt`, from the first `@` on. Capitals do not matter. */
export function mentionsOf(txt: string, name: string): { start: number; end: number }[] {
  if (name === "") return [];
  const called = `@${name}`.toLowerCase();
  const said = txt.toLowerCase();
  // A few letters change their length with their case; then the places would be wrong.
  if (said.length !== txt.length) return [];
  const found = [];
  for (let start = said.indexOf(called); start >= 0; start = said.indexOf(called, start + 1)) {
    const end = start + called.length;
    const isWhole = !isWithin(txt.at(end - 1) ?? "", txt.charAt(end));
    // "ada@example.org" calls nobody.
    if (isWhole && !isWithin(txt.charAt(start - 1), "a")) found.push({ start, end });
  }
  return found;
}

/** Whether `txt` calls `name`. */
export function mentions(txt: string, name: string): boolean {
  return mentionsOf(txt, name).length > 0;
}

export interface Completion {
  /** Where the `@` is. */
  start: number;
  people: Person[];
}

/** Enough to choose from at a glance. */
const OFFERED = 6;

/** Who may be meant by the `@` that is being written at the end of `before`, the text up to the caret. */
export function completionOf(before: string, people: readonly Person[]): Completion | undefined {
  const start = before.lastIndexOf("@");
  if (start < 0 || isWithin(before.charAt(start - 1), "a")) return undefined;
  const begun = before.slice(start + 1).toLowerCase();
  if (begun.includes("\n")) return undefined;
  const meant = people.filter(({ name }) => name.toLowerCase().startsWith(begun)).slice(0, OFFERED);
  return meant.length > 0 ? { start, people: meant } : undefined;
}
