/** Which characters texts and names may have (P6), what a room may be called (P4), and how names are compared (P25). */
import { ROOM_LENGTH } from "./limits";

/**
 * Something that can be seen: a mark needs a character to stand on. Some characters are blank although no property
 * of Unicode says so: Braille's pattern without dots, two hieroglyphs and the null notehead (P6).
 */
export const VISIBLE = /[^\s\p{DI}\p{Mn}\p{Me}\p{Cf}\u2800\u{13441}\u{13442}\u{1D159}]/u;
/** A control character other than newline and tab (P6). */
export const CONTROL = /[^\P{Cc}\t\n]/u;
/** What no name has: controls, also those that change the direction of text, and halves of characters (P6). */
export const UNFIT_FOR_NAME = /[^\P{Cc}\t\n]|\p{Bidi_C}|\p{Cs}/u;

const ROOM = /^[\p{L}\p{M}\p{N}_-]+$/u;
// A joiner between two characters of scripts whose spelling has them: Arabic to N'Ko, the Indic ones, Burmese, Khmer,
// Mongolian; and U+200D after a virama that ends a word, as in Malayalam.
const JOINER =
  /([\u0600-\u0dff\u1000-\u109f\u1780-\u18af])[\u200c\u200d](?=[\u0600-\u0dff\u1000-\u109f\u1780-\u18af])|([\u094d\u09cd\u0d4d\u0dca])\u200d/gu;
/** The name of a closed room, or one of the server's own: no name that people choose has a `~` (P29). */
const GIVEN = /^~([\w-]{22}|server|faces|icon)$/;
const VARIATION = /[\ufe0e\ufe0f]/g;

/** The number of Unicode code points in `text`, the unit of every limit on characters. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Whether `text` has more than `limit` characters. */
export function isLonger(text: string, limit: number): boolean {
  // A code point is at most two code units, so the long walk is only for texts near the limit.
  return text.length > limit && (text.length > 2 * limit || characters(text) > limit);
}

/** The room that `text` names, in NFC, so that every way to type a name is one room; undefined when it names none (P4). */
export function roomNamed(text: string): string | undefined {
  if (GIVEN.test(text)) return text;
  const room = text.normalize("NFC");
  const isRoom =
    ROOM.test(room.replace(JOINER, "$1$2")) && VISIBLE.test(room) && !isLonger(room, ROOM_LENGTH);
  return isRoom ? room : undefined;
}

/**
 * The text in a form in which two spellings of one name are equal: composed or not (NFC, NFD), full-width or
 * not, in capitals or not, an emoji with or without its variation selector. Letters stand before their marks,
 * so that what begins a name also begins its folded form.
 */
export function foldName(text: string): string {
  const compatible = text.normalize("NFKD").toUpperCase().normalize("NFKD");
  return compatible.replace(VARIATION, "");
}
