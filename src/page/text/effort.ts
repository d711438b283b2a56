/** What the letters of a text cost a browser to draw, in Latin letters. */
import { scriptOf, UNKNOWN } from "./scripts";

/**
 * A change of script costs so much for each script of the message: the browser has to find another font, and perhaps
 * another direction.
 */
const TURN = 2;
/**
 * A change to letters that no font may have. Chromium looks for them in every font of the system, and forgets at the next
 * change of script that it found none: 0.1 to 0.3 ms each, with 2,500 fonts.
 */
const SEARCH = 70;
/** As much to draw: forms of one character, letters as wide as a word or a line, and signs of rare scripts. */
const WIDE =
  /[\u0f00\ufdfd]|[\ufe00-\ufe0d]|[\u{e0100}-\u{e01ef}]|(?=\p{Cf})[\u{110bd}-\u{1d17a}]/u;
/** Signs without width: they part words, turn the direction, or take an emoji's colours. A joiner, which many emoji have, is no such sign. */
const SIGNS = /\ufe0e|(?!\u200d)\p{Cf}/u;
const SIGN = 6;
/** Chinese punctuation: where one follows another, the browser narrows it, and shapes the line again. */
const NARROWED = /[\u3001-\u301f\uff08-\uff0e\uff1a\uff1b\uff3b\uff3d\uff5b-\uff60]/;
const NARROWING = 6;
/** Letters that join or stack, or have many forms: in a word longer than people write, the browser shapes them again for each line. */
const JOINED =
  /[\u0600-\u0dff\u0f00-\u0fff\u1100-\u13ff\u1800-\u1cff\u2d80-\u2ddf\ua800-\uabff\u{10300}-\u{11fff}\u{1e900}-\u{1e95f}]/u;
const LONG_WORD = 40;
const IN_LONG_WORD = 3;

/** Blocks of 128 letters by whether this machine has no font for them: then they are as wide as a character that is not assigned. */
const missing: Record<number, boolean> = {};
const pen = globalThis.OffscreenCanvas && new OffscreenCanvas(1, 1).getContext("2d");
const widthOf = (letter: string) => pen?.measureText(letter).width ?? letter;

/** As `scriptOf`, but also below zero for letters that no font here has. */
function drawnAs(letter: string): number | undefined {
  const script = scriptOf(letter);
  // Nothing is learned of a block from a letter that few fonts have.
  if (!script || script < 0) return script;
  const block = Number(letter.codePointAt(0)) >> 7;
  missing[block] ??= widthOf(letter) === widthOf("\u0378");
  return missing[block] ? -2 - block : script;
}

/** Returns a function that is given a text's letters in turn, and returns the cost of each. `scripts` are the message's so far; it adds to them. */
export function effortOf(scripts: Set<number>): (letter: string) => number {
  let script: number | undefined;
  let word = 0;
  let isNarrowed = false;

  function turnTo(next = script): number {
    if (next === UNKNOWN) script = undefined;
    if (next === undefined || next === script) return 0;
    const isFirst = script === undefined;
    script = next;
    scripts.add(next);
    if (next < 0) return SEARCH;
    return isFirst ? 0 : TURN * scripts.size;
  }

  return (letter) => {
    word = letter > " " ? word + 1 : 0;
    const isWide = WIDE.test(letter);
    if (isWide || SIGNS.test(letter)) {
      // What follows is shaped anew.
      if (script && script < 0) script = undefined;
      return isWide ? SEARCH : SIGN;
    }
    const wasNarrowed = isNarrowed;
    isNarrowed = NARROWED.test(letter);
    if (wasNarrowed && isNarrowed) return NARROWING;
    const factor = word > LONG_WORD && JOINED.test(letter) ? IN_LONG_WORD : 1;
    return turnTo(drawnAs(letter)) + letter.length * factor;
  };
}
