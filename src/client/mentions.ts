/** What the completion of names needs to know of mentions, `@ada` in a text. The server finds the people that a text calls (P24). */

const WORD = /^[\p{L}\p{N}]/u;
/** Scripts without spaces between words: in them any character may follow a name. */
const UNSPACED =
  /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Mymr}]/u;
/** A character with its combining marks and joiners: a name begins and ends at cluster borders. */
export const CLUSTER = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gsu;

/** Whether two neighbouring characters belong to one word, so that no name begins or ends between them. */
export const isWithin = (one = "", other = "") =>
  [one, other].every((character) => WORD.test(character) && !UNSPACED.test(character));
