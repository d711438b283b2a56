/** What names look like, so that nobody passes for somebody else by a name that looks like theirs (P37, H26). */
import confusables from "unhomoglyph/data.json";

/** Unicode's table of confusable characters (UTS 39): each with the character that it looks like. */
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(Object.entries(confusables));

/** Characters that are ignored where text is shown, and some that are blank although no property says so. */
const UNSEEN = /\p{DI}/gu;
const BLANK = /[\s\u2800\u{13441}\u{13442}\u{1D159}]+/gu;
/** The dot above an i or a j, which has one already: so Turkish İ is I, and i with a dot is i. */
const SECOND_DOT = /(?<=\p{Soft_Dotted}\p{M}*)\u0307/gu;
/** Letters that are written from right to left. */
const LEFTWARDS = String.raw`\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}`;
const HAS_LEFTWARDS = new RegExp(`[${LEFTWARDS}]`, "u");
/** Words in a row that are written from right to left, or a word that is not. */
const STRETCHES = new RegExp(`(?:[${LEFTWARDS}][\\p{M} ]*)+|[^ ${LEFTWARDS}]+`, "gu");

/** Characters of a name that count: some are eighteen of others. */
const MOST = 100;
/** Characters after which a look is replaced by its hash. */
const LONG = 100;

/** Small letters: ß and ẞ as ss, ς as σ, ı as i. */
const small = (text: string) => text.toLowerCase().toUpperCase().toLowerCase();

/**
 * How a name may be read: in small letters, as it was typed, and in capitals, by the skeleton of each. Two names look alike where they
 * have one of these in common: Cyrillic В looks like B, and в does not; I is an l, but i and L are not.
 */
export function looksOf(name: string): readonly string[] {
  const typed = seen(name.normalize("NFKC")).slice(0, MOST).toWellFormed();
  const forms = [small(typed), typed, typed.toUpperCase()];
  const read = skeleton(typed);
  const again = [small(read), read.toUpperCase()];
  const looks = [...[...forms, ...again].map(skeleton), ...forms.flatMap(inOneDirection)];
  return [...new Set(looks.map(short))];
}

/** What one character with all that belongs to it looks like, in small letters and in capitals. */
export function looksOfOne(character: string): readonly [small: string, capital: string] {
  const typed = shown(character.normalize("NFKC"));
  return [likeness(small(typed)), likeness(typed.toUpperCase())];
}

const shown = (text: string) => text.replace(UNSEEN, "").replace(BLANK, " ");
const seen = (text: string) => shown(text).trim();

/** Characters that look the same are the same one in it, and marks are in one order (UTS 39). */
const skeleton = (text: string) => likeness(text).trim();

function likeness(text: string): string {
  const plain = text.normalize("NFD").replace(SECOND_DOT, "");
  const likes = Array.from(plain, (one) => LOOKS_LIKE.get(one) ?? one);
  return shown(likes.join("").normalize("NFD"));
}

/** Where words of both directions meet, their order in the text does not show: here they are in one order. */
function inOneDirection(text: string): string[] {
  if (!HAS_LEFTWARDS.test(text)) return [];
  const stretches = (text.match(STRETCHES) ?? []).map(skeleton);
  return stretches.length > 1 ? [stretches.toSorted().join(" ")] : [];
}

function short(look: string): string {
  return look.length > LONG ? Bun.CryptoHasher.hash("sha256", look, "base64url") : look;
}
