/** What the letters of a text cost a browser to draw, in Latin letters. */
import { scriptOf } from "./scripts";

/**
 * A change of script costs so much for each script of the message: the browser has to find another font, and perhaps
 * another direction.
 */
const TURN = 2;
/** What the browser looks for in every font: letters that Unicode does not have, and forms of one character. Also a letter as wide as a line. */
const SEARCHED = /[\p{Cn}\p{Co}]|\ufdfd|[\u{e0100}-\u{e01ef}]/u;
const SEARCH = 40;
/** Signs without width: they part words, turn the direction, or take an emoji's colours. A joiner, which many emoji have, is no such sign. */
const SIGNS = /\ufe0e|(?!\u200d)\p{Cf}/u;
const SIGN = 6;
/** Letters that join or stack: in a word longer than people write, the browser shapes them again for each line. */
const JOINED = /[\u0600-\u0dff\u0f00-\u0fff\u1100-\u11ff\u1800-\u1cff\ua800-\uabff]/;
const LONG_WORD = 40;
const IN_LONG_WORD = 3;

/** Returns a function that is given a text's letters in turn, and returns the cost of each. `scripts` are the message's so far; it adds to them. */
export function effortOf(scripts: Set<number>): (letter: string) => number {
  let script: number | undefined;
  let word = 0;

  function turnTo(next = script): number {
    const isTurn = script !== undefined && next !== script;
    script = next;
    if (next !== undefined) scripts.add(next);
    return isTurn ? TURN * scripts.size : 0;
  }

  return (letter) => {
    word = letter > " " ? word + 1 : 0;
    if (SEARCHED.test(letter)) return SEARCH;
    if (SIGNS.test(letter)) return SIGN;
    const factor = word > LONG_WORD && JOINED.test(letter) ? IN_LONG_WORD : 1;
    return turnTo(scriptOf(letter.codePointAt(0) ?? 0)) + letter.length * factor;
  };
}
