/** Completion of names after an `@`. */
import { foldName, type Person } from "../../protocol";
import { CLUSTER, isWithin } from "../../client/mentions";

/** The name that is being typed at the end of `before`, the text up to the caret, and where its `@` is. */
export function nameBeingTyped(before: string): { start: number; begun: string } | undefined {
  const start = Math.max(before.lastIndexOf("@"), before.lastIndexOf("＠"));
  if (start < 0) return undefined;
  const previous = before.slice(0, start).match(CLUSTER)?.at(-1);
  const begun = before.slice(start + 1);
  return isWithin(previous, "a") || begun.includes("\n") ? undefined : { start, begun };
}

export interface Completion {
  /** Where the `@` is. */
  start: number;
  people: Person[];
}

/** Names that are offered at most. */
const OFFERED = 6;

/** The people whose names begin with what is typed after the `@` at the end of `before`. */
export function completionOf(before: string, people: readonly Person[]): Completion | undefined {
  const written = nameBeingTyped(before);
  if (!written) return undefined;
  const begun = foldName(written.begun);
  const meant = people.filter(({ name }) => foldName(name).startsWith(begun)).slice(0, OFFERED);
  return meant.length > 0 ? { start: written.start, people: meant } : undefined;
}
