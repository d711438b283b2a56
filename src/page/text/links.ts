/** Finds web addresses in a text, in time linear in its length. */
import type { TextRange } from "./called";

export type LinkRange = TextRange & { href: string };

const BEGINNING = /(?<![a-z\d_])(?:https?:\/\/|(?<![.@/-])www\.(?=[^.]))/gi;
/** A host in Latin letters ends before a letter of another script; a host in other scripts may mix them. */
const HOST =
  /(?:[\w.~%+-]+(?::[\w.~%+-]*)?@)?(?:\[[\da-f:.]+\]|[\p{sc=Latn}\p{M}\d_-]+(?:\.[\p{sc=Latn}\p{M}\d_-]+)+|[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)+|[\p{sc=Latn}\d_-]+)(?::\d+)?/iuy;
/**
 * Spaces, quotation marks, and the punctuation of every script but ASCII. Two dots that occur
 * within words are left out: Catalan's, and the one that Japanese puts between foreign names.
 */
const END =
  /[\s<>"`\\\u2014\u3000-\u3004\u3008-\u3020\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff64\p{Cc}[\p{Cf}--[\u200c\u200d]][[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}]--[\0-\x7f\xb7\u30fb]]]/v;
/** Punctuation that ends the sentence, not the address. */
const TAIL = ".,!?;:'*_~";
const BRACKETS = "()[]{}";

/** The addresses in `text`, in order. They lead to http and https, nowhere else. */
export function* linksIn(text: string): Generator<LinkRange> {
  const other = pairsIn(text);
  let done = 0;
  for (const { 0: scheme, index: start } of text.matchAll(BEGINNING)) {
    if (start < done) continue;
    const isBare = scheme.endsWith(".");
    HOST.lastIndex = isBare ? start : start + scheme.length;
    const host = HOST.exec(text)?.[0];
    // `www.example` is no address.
    if (host === undefined || (isBare && !/\..+\./.test(host))) continue;
    done = HOST.lastIndex;
    if (/[/?#]/.test(text.charAt(done))) done = pathEnd(text, start, done, other);
    const address = (isBare ? "http://" : "") + text.slice(start, done);
    const href = hrefOf(address);
    if (href !== undefined) yield { start, end: done, href };
  }
}

function hrefOf(address: string): string | undefined {
  try {
    return new URL(address).href;
  } catch {
    return undefined;
  }
}

/** The end of an address whose path, query or fragment begins at `from`. */
function pathEnd(text: string, start: number, from: number, other: Map<number, number>): number {
  let end = from;
  while (end < text.length && !isEnd(text, end, start, other)) end += 1;
  while (end > from && TAIL.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

/** A bracket belongs to the address if its other half does; an apostrophe, if a letter follows. */
function isEnd(text: string, at: number, start: number, other: Map<number, number>): boolean {
  const character = text.charAt(at);
  if (BRACKETS.includes(character)) return (other.get(at) ?? -1) < start;
  return character === "'" ? !/\w/.test(text.charAt(at + 1)) : END.test(character);
}

/** The place of each bracket's other half, if that comes before the next space. */
function pairsIn(text: string): Map<number, number> {
  const other = new Map<number, number>();
  let open: number[] = [];
  for (const { 0: one, index } of text.matchAll(/[()[\]{}\s]/g)) {
    const kind = BRACKETS.indexOf(one);
    if (kind < 0) open = [];
    else if (kind % 2 === 0) open.push(index);
    else if (text.charAt(open.at(-1) ?? text.length) === BRACKETS[kind - 1]) {
      const first = open.pop() ?? index;
      other.set(index, first).set(first, index);
    }
  }
  return other;
}
