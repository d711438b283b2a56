/** Scripts by number: letters of one number are usually in one font. */

const LATIN = 0;
/** Chinese, Japanese, and symbols. */
const CHINESE = 1;
/** Emoji, and the letters beside them in Unicode. */
const EMOJI = 2;
const YI = 3;
const KOREAN = 4;
/** Where scripts begin that are larger or smaller than 128 letters. */
const BEGINNINGS = [
  0x370, 0x400, 0x530, 0x590, 0x600, 0x700, 0xf00, 0x1000, 0x10a0, 0x1100, 0x1200, 0x1400, 0x1780,
  0x1800,
];
/** The number of characters that no font has to have: unassigned and private ones. */
export const UNKNOWN = -1;
const UNASSIGNED = /[\p{Cn}\p{Co}]/u;
/** What many fonts do not have: rare scripts and characters, and most of what Unicode has added since 2018. */
const RARE =
  /[\u0860-\u089f\u08b5-\u08d2\u0cdd\u20c0\u20c1\u2e53-\u2fff\u31bc-\u31ef\u4db6-\u4dbf\u9ff0-\u9fff\ua7c0-\ua7f4\ufa70-\ufad9\ufd40-\ufdcf\u{10000}-\u{1d3ff}\u{1df00}-\u{1efff}\u{1f6d8}\u{1f700}-\u{1f77f}\u{1f8b0}-\u{1f90b}\u{1fa00}-\u{dffff}]/u;

/** A number for the script of a letter, below zero where few fonts have the letter; undefined for characters that occur in any text. */
export function scriptOf(letter: string): number | undefined {
  const code = letter.codePointAt(0) ?? 0;
  if (UNASSIGNED.test(letter)) return UNKNOWN;
  return RARE.test(letter) ? -2 - (numberOf(code) ?? 0) : numberOf(code);
}

function numberOf(code: number): number | undefined {
  const block = code >> 8;
  // The colours of an emoji's skin, too.
  if (code < 0x41 || block === 0x20 || code >> 4 === 0xfe0 || code >> 3 === 0x3e7f)
    return undefined;
  if (code < 0x370 || block === 0x1e) return LATIN;
  if (block > 0x1d3) return block < 0x200 ? EMOJI : CHINESE;
  if (block > 0x9f && block < 0xa5) return YI;
  if (block > 0xab && block < 0xd8) return KOREAN;
  if ((block > 0x20 && block < 0xa0) || (block > 0xd7 && block < 0xfb) || block === 0xff)
    return CHINESE;
  if (block < 7 || (block > 0xe && block < 0x19))
    return BEGINNINGS.findLast((beginning) => beginning <= code);
  // Cuneiform, hieroglyphs and Tangut have thousands of letters.
  if (code > 0x11fff && code < 0x19000 && code >> 12 !== 0x16) return (code + 0x1000) >> 13;
  return code >> 7;
}
