/** The beginning of a long message, which is shown until the reader asks for the rest. */
import { effortOf } from "./effort";
import type { Block } from "./markup";

/** What is shown of a long message, in Latin letters: others cost more to draw. A message that is longer by a quarter at most is shown whole. */
const CHARACTERS = 1200;
const LINES = 16;
/** Links, code and mentions: they cost more to draw than letters. */
const PIECES = 60;
const SPARED = 1.25;

interface Budget {
  characters: number;
  lines: number;
  pieces: number;
  /** The scripts so far. */
  scripts: Set<number>;
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
  const effort = effortOf(room.scripts);
  let end = 0;
  for (const letter of text) {
    if (letter === "\n") room.lines -= 1;
    if (room.lines < 0 || room.characters < 1) break;
    room.characters -= effort(letter);
    end += letter.length;
  }
  while (end > 0 && end < text.length && isWithinCharacter(text, end)) end -= 1;
  return text.slice(0, end);
}

/** Whether the code units before and after a place belong to one grapheme. */
function isWithinCharacter(text: string, at: number): boolean {
  const next = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return /[\udc00-\udfff\p{M}\p{Emoji_Modifier}\u200d]/u.test(next) || text[at - 1] === "\u200d";
}
