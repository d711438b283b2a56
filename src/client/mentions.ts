/** Mentions: `@ada` in a text. */
import { foldName } from "../protocol";

const WORD = /^[\p{L}\p{N}]/u;
/** Scripts without spaces between words: in them any character may follow a name. */
const UNSPACED =
  /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Mymr}]/u;
/** A character with its combining marks and joiners: a name begins and ends at cluster borders. */
export const CLUSTER = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gsu;
/** Joins two parts of one name, as in `ada-lovelace`; at the end of a name it belongs to the sentence. */
const JOINT = /^[-_]$/;

/** Whether two neighbouring characters belong to one word, so that no name begins or ends between them. */
export const isWithin = (one = "", other = "") =>
  [one, other].every((character) => WORD.test(character) && !UNSPACED.test(character));

/** From `start`, included, to `end`, excluded, in UTF-16 code units. */
export interface TextRange {
  start: number;
  end: number;
}

/** A text in clusters, with their places in the text and in its folded form. */
interface Clustered {
  clusters: readonly string[];
  folded: string;
  /** From a place in the folded text to the index of the cluster that begins there. */
  at: Map<number, number>;
  /** Where each cluster begins in the text; the last entry is the text's end. */
  starts: readonly number[];
}

function clustersOf(txt: string): Clustered {
  const said = { clusters: [] as string[], folded: "", at: new Map(), starts: [] as number[] };
  for (const { 0: cluster, index } of txt.matchAll(CLUSTER)) {
    said.at.set(said.folded.length, said.clusters.length);
    said.clusters.push(cluster);
    said.starts.push(index);
    said.folded += foldName(cluster);
  }
  said.at.set(said.folded.length, said.clusters.length);
  said.starts.push(txt.length);
  return said;
}

/**
 * Where `txt` mentions `name`, from the `@` on. Case and Unicode composition do not matter. Where one of the
 * longer names `rivals` is written, that person is mentioned instead.
 */
export function mentionsOf(txt: string, name: string, rivals: readonly string[] = []): TextRange[] {
  if (name === "" || !/[@＠]/.test(txt)) return [];
  const said = clustersOf(txt);
  const own = foldName(name);
  const others = rivals
    .map((rival) => foldName(rival))
    .filter((other) => other.length > own.length);
  const found: TextRange[] = [];
  for (let from = said.folded.indexOf("@"); from >= 0; from = said.folded.indexOf("@", from + 1)) {
    const first = said.at.get(from);
    // "ada@example.org" mentions nobody.
    if (first === undefined || isWithin(said.clusters[first - 1], "a")) continue;
    const end = endOf(said, from, own);
    const isOthers = others.some((other) => endOf(said, from, other) !== undefined);
    if (end !== undefined && !isOthers)
      found.push({ start: said.starts[first] ?? 0, end: said.starts[end] ?? 0 });
  }
  return found;
}

/** The index of the cluster after `name`, if the folded text has `name` after the `@` at `from`, as a whole word. */
function endOf({ folded: text, at, clusters }: Clustered, from: number, name: string) {
  const end = text.startsWith(name, from + 1) ? at.get(from + 1 + name.length) : undefined;
  if (end === undefined) return undefined;
  let next = end;
  while (JOINT.test(clusters[next] ?? "")) next += 1;
  return isWithin(clusters[end - 1], clusters[end]) || (next > end && isWithin("a", clusters[next]))
    ? undefined
    : end;
}

/** Whether `txt` mentions `name`, and not one of its longer `rivals` instead. */
export function mentions(txt: string, name: string, rivals?: readonly string[]): boolean {
  return mentionsOf(txt, name, rivals).length > 0;
}

/** Those of `names` that are longer than `name` and begin with it. */
export function rivalsOf(name: string, names: readonly string[]): string[] {
  const own = foldName(name);
  return [...new Set(names)].filter((other) => {
    const theirs = foldName(other);
    return theirs.length > own.length && theirs.startsWith(own);
  });
}
