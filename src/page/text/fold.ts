/** The beginning of a long message, which is shown until the reader asks for the rest. */
import type { Block } from "./markup";

/** What is shown of a long message. A message that is longer by a quarter at most is shown whole. */
const CHARACTERS = 1200;
const LINES = 16;
/** Links, code and mentions: they cost more to draw than letters. */
const PIECES = 60;
/**
 * What each change of script counts, in characters: the browser has to find another font, and perhaps another direction.
 * With more scripts than people usually mix, each of them adds to that.
 */
const TURN = 4;
const MIXED = 4;
const EXOTIC = 6;
const SPARED = 1.25;

interface Budget {
  characters: number;
  lines: number;
  pieces: number;
  /** The numbers of the scripts so far. */
  scripts: Set<number | undefined>;
}

/** The beginning of a long message; undefined if the message is not long. */
export function foldedBlocks(blocks: readonly Block[]): Block[] | undefined {
  return beginning(blocks, SPARED).isCut ? beginning(blocks, 1).shown : undefined;
}

function beginning(blocks: readonly Block[], factor: number) {
  const room = budgetOf(factor);
  let isCut = false;
  const shorten = <T extends { is: string; text: string }>(one: T): T[] => {
    if (one.is !== "text") room.pieces -= 1;
    isCut ||= room.pieces < 0;
    const text = isCut ? "" : begin(one.text, room);
    isCut ||= text.length < one.text.length;
    return text === "" ? [] : [{ ...one, text }];
  };
  const shown = blocks.flatMap((block): Block[] => {
    room.lines -= 1;
    if (block.is === "code") return shorten(block);
    const parts = block.parts.flatMap(shorten);
    return parts.length > 0 ? [{ ...block, parts }] : [];
  });
  return { shown, isCut };
}

/** The beginning of a text, as long as a long message is shown. */
export function shortened(text: string): string {
  return begin(text, budgetOf(1));
}

function budgetOf(factor: number): Budget {
  return {
    characters: CHARACTERS * factor,
    lines: LINES * factor,
    pieces: PIECES * factor,
    scripts: new Set(),
  };
}

/** As much of a text as the budget allows; reduces the budget. */
function begin(text: string, room: Budget): string {
  const most = lineEnd(text, room.lines);
  let end = 0;
  let script: number | undefined;
  while (end < most && room.characters >= 1) {
    const next = scriptOf(text.charCodeAt(end)) ?? script;
    room.scripts.add(next);
    const isTurn = next !== script && script !== undefined;
    room.characters -= isTurn ? 1 + TURN + EXOTIC * Math.max(0, room.scripts.size - MIXED) : 1;
    script = next;
    end += 1;
  }
  while (end > 0 && end < text.length && isWithinCharacter(text, end)) end -= 1;
  const shown = text.slice(0, end);
  room.lines -= shown.split("\n").length - 1;
  return shown;
}

/**
 * A number for letters that are usually in one font: Latin; all of Chinese, Japanese and Korean with emoji; else each
 * block of 256 characters. Undefined for characters that occur in any text.
 */
function scriptOf(code: number): number | undefined {
  const block = code >> 8;
  if (code < 0x41 || block === 0x20 || (block >= 0xdc && block < 0xe0)) return undefined;
  if (code < 0x370 || block === 0x1e) return 0;
  const isAstral = code >= 0xd800 && code < 0xd83c;
  if (isAstral) return code;
  return (block >= 0x2e && block < 0xa0) || block >= 0xac ? 0x2e : block;
}

/** The end of the text's line with the index `lines`. */
function lineEnd(text: string, lines: number): number {
  let end = -1;
  for (let line = 0; line <= lines; line += 1) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) return text.length;
  }
  return Math.max(0, end);
}

/** Whether the code units before and after a place belong to one grapheme. */
function isWithinCharacter(text: string, at: number): boolean {
  const next = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return /[\udc00-\udfff\p{M}\p{Emoji_Modifier}\u200d]/u.test(next) || text[at - 1] === "\u200d";
}
