/** Scripts by number: letters of one number are usually in one font. */

const LATIN = 0;
/** Chinese, Japanese, Korean, Yi, and symbols. */
const CHINESE = 1;
/** Emoji, and the letters beside them in Unicode. */
const EMOJI = 2;
/** Where scripts begin that are larger or smaller than 128 letters. */
const BEGINNINGS = [
  0x370, 0x400, 0x530, 0x590, 0x600, 0x700, 0xf00, 0x1000, 0x10a0, 0x1100, 0x1200, 0x1400, 0x1780,
  0x1800,
];

/** A number for the script of a code point; undefined for characters that occur in any text. */
export function scriptOf(code: number): number | undefined {
  const block = code >> 8;
  if (code < 0x41 || block === 0x20 || code >> 4 === 0xfe0) return undefined;
  if (code < 0x370 || block === 0x1e) return LATIN;
  if (block > 0x1d3) return block < 0x200 ? EMOJI : CHINESE;
  if ((block > 0x20 && block < 0xa5) || (block > 0xab && block < 0xfb) || block === 0xff)
    return CHINESE;
  if (block < 7 || (block > 0xe && block < 0x19))
    return BEGINNINGS.findLast((beginning) => beginning <= code);
  return code >> 7;
}
