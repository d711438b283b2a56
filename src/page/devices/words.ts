/** A key as words that people can write down (BIP 39): a lazy module, since the list of words is long. */
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";

/** Bytes of which there are words, and how many words each makes. The last one also checks the others. */
const WORDS = new Map([16, 20, 24, 28, 32].map((bytes) => [bytes, (bytes * 3) / 4]));
/** Letters that are enough to know a word by. */
const ENOUGH = 4;
/** Letters by which what was typed may differ from the word that was meant. */
const NEAR = 2;

/** The words of a key; undefined for one that is not of this page's making. */
export function wordsOf(key: string): string[] | undefined {
  const bytes = key.match(/[0-9a-f]{2}/g) ?? [];
  if (bytes.join("") !== key || !WORDS.has(bytes.length)) return undefined;
  const entropy = Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16));
  return entropyToMnemonic(entropy, wordlist).split(" ");
}

/** What somebody has typed as words. */
export type Typed =
  | { is: "key"; key: string }
  /** The word at the place `n`, counted from 1, is not in the list; `meant` is a similar one that is. */
  | { is: "wrong"; n: number; word: string; meant: string | undefined }
  | { is: "count"; count: number }
  /** Each is a word, but one of them is another than it should be, or they are in another order. */
  | { is: "mismatch" };

/** The key that words stand for, however they are spaced, numbered or capitalized; of each word, its first four letters are enough. */
export function keyOf(text: string): Typed {
  const plain = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  const typed = plain.match(/\p{L}+/gu) ?? [];
  const words = typed.map((word) => wordLike(word));
  const n = words.indexOf(undefined);
  const word = typed[n];
  if (word !== undefined) return { is: "wrong", n: n + 1, word, meant: nearest(word) };
  if (!new Set(WORDS.values()).has(words.length)) return { is: "count", count: words.length };
  try {
    const entropy = mnemonicToEntropy(words.join(" "), wordlist);
    return {
      is: "key",
      key: Array.from(entropy, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    };
  } catch {
    return { is: "mismatch" };
  }
}

function wordLike(typed: string): string | undefined {
  if (wordlist.includes(typed)) return typed;
  return typed.length < ENOUGH ? undefined : wordlist.find((word) => word.startsWith(typed));
}

function nearest(typed: string): string | undefined {
  const far = wordlist.map((word) => distance(typed, word));
  const least = Math.min(...far);
  // Of several, one that begins alike: people mistype the middle of a word.
  const near = wordlist.filter((_, n) => far[n] === least);
  const best = near.find((word) => word.startsWith(typed.slice(0, 2))) ?? near[0];
  return least <= Math.min(NEAR, typed.length - 1) ? best : undefined;
}

/** How many letters have to be added, removed or changed to make one word of another. */
function distance(one: string, other: string): number {
  let row = Array.from(other, (_, n) => n + 1);
  row.unshift(0);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, wanted] of Array.from(other).entries()) {
      const changed = (row[j] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
