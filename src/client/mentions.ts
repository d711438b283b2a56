/** Calling somebody by name: `@ada`. */
import { foldName } from "../protocol";

const WORD = /^[\p{L}\p{N}]/u;
/** Scripts that write no space between words: there a name may be followed by anything. */
const UNSPACED =
  /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Mymr}]/u;
/** A character with all that belongs to it: a name begins and ends with whole ones. */
export const CLUSTER = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gsu;
/** What joins two parts of one name, as in `ada-lovelace`; at its end it is the sentence's. */
const JOINT = /^[-_]$/;

/** Whether both characters are of one word, so that no name begins or ends between them. */
export const isWithin = (one = "", other = "") =>
  [one, other].every((character) => WORD.test(character) && !UNSPACED.test(character));

export interface TextRange {
  start: number;
  end: number;
}

/** A text in clusters, and where each of them stands in it and in its folded form. */
interface Clustered {
  clusters: readonly string[];
  folded: string;
  /** By place in the folded text: the cluster that begins there. */
  at: Map<number, number>;
  /** Where each cluster begins in the text, and at last the text's end. */
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
 * Where `name` is called in `txt`, from the `@` on. Capitals and composition do not matter. Where one of the
 * longer `rivals` is written, it is that one who is called.
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
    // "ada@example.org" calls nobody.
    if (first === undefined || isWithin(said.clusters[first - 1], "a")) continue;
    const end = endOf(said, from, own);
    const isOthers = others.some((other) => endOf(said, from, other) !== undefined);
    if (end !== undefined && !isOthers)
      found.push({ start: said.starts[first] ?? 0, end: said.starts[end] ?? 0 });
  }
  return found;
}

/** The cluster behind a name that is called from a place in the folded text; undefined when another word stands there. */
function endOf({ folded: text, at, clusters }: Clustered, from: number, name: string) {
  const end = text.startsWith(name, from + 1) ? at.get(from + 1 + name.length) : undefined;
  if (end === undefined) return undefined;
  let next = end;
  while (JOINT.test(clusters[next] ?? "")) next += 1;
  return isWithin(clusters[end - 1], clusters[end]) || (next > end && isWithin("a", clusters[next]))
    ? undefined
    : end;
}

/** Whether `txt` calls `name`, and none of its longer `rivals` in its place. */
export function mentions(txt: string, name: string, rivals?: readonly string[]): boolean {
  return mentionsOf(txt, name, rivals).length > 0;
}

/** Those of `names` that begin with `name` and go on. */
export function rivalsOf(name: string, names: readonly string[]): string[] {
  const own = foldName(name);
  return [...new Set(names)].filter((other) => {
    const theirs = foldName(other);
    return theirs.length > own.length && theirs.startsWith(own);
  });
}
