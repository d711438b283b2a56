/** Messages that are hard to draw (H44): each as long as a message may be. */
import { characters, FIXED_LIMITS } from "../../src/protocol";

const whole = (piece: string) =>
  piece.repeat(Math.floor(FIXED_LIMITS.txt / characters(piece))).trim();

/** Letters of scripts that are far from each other, so that no font has them all. */
const SCRIPTS = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x0905 + n * 37)).join(
  "",
);

/** A letter of each of some scripts that few fonts have. */
const RARE_SCRIPTS =
  "\u{105c0}\u{10d40}\u{10940}\u{11380}\u{11bc0}\u{11f12}\u{11fb0}\u{16100}\u{16a70}\u{16d40}\u{16ea0}\u{1e290}\u{1e4d0}\u{1e5d0}";
/** Characters that are not assigned, of many blocks. */
const UNASSIGNED =
  "\u0378\u0530\u0590\u070e\u082e\u0984\u0a04\u0c84\u0e00\u0f48\u10c6\u1716\u2fe0\u{1018f}\u{1347a}";

/** A letter that hardly any font has, and one that none has: a browser looks through all fonts for each, again and again. */
export const NOWHERE = "\u{30000}\u0378";

export const HARD_TO_DRAW: Record<string, string> = {
  "pieces of code": whole("`x`"),
  links: whole("http://a.b "),
  "links without spaces between": whole("http://a.b/(x)，"),
  mentions: whole("@ada "),
  "every kind of piece": whole("`x` @ada www.a.bc\n"),
  "code blocks": whole("```\nx\n```\n"),
  "code blocks without an end": whole("```x\n"),
  "one wide code block": `\`\`\`\n${"x".repeat(3990)}\n\`\`\``,
  lines: `${"\n".repeat(3999)}x`,
  "lines of text": whole("x\n"),
  "one word": whole("x"),
  words: whole("x "),
  Chinese: whole("长"),
  "a pile of marks": `a${"\u0301".repeat(3999)}`,
  "piles of marks above and below": whole(`a${"\u0301\u0323".repeat(20)}`),
  "letters with as many marks as are shown": whole(`a${"\u0301".repeat(8)}`),
  emoji: whole("👍"),
  "one endless emoji": whole("👩\u200d"),
  "emoji with colours of skin": whole("👍🏿"),
  flags: whole("🇨🇳🇹🇼"),
  "turns of direction": whole("\u202ea\u202dب"),
  "isolates without an end": whole("\u2067a"),
  "both directions": whole("aب "),
  "scripts that are neighbours": whole("कক"),
  "letters that stack, in one word": whole("க்ஷ்ரீ"),
  "letters that join, in one word": whole("ᠮᠣᠩ"),
  "forms of one character": whole("葛\u{e0100}"),
  "emoji among characters": whole("👍長"),
  "emoji among Latin letters": whole("a👍"),
  "emoji among Arabic letters": whole("👍ب"),
  "characters among Latin letters": whole("a長"),
  "characters among kana": whole("あ長"),
  "characters among Hangul": whole("長한"),
  "characters among Bengali letters": whole("長ক"),
  "characters among Yi syllables": whole("ꀀ長"),
  "five scripts": whole("कಕகతമ"),
  "scripts of many fonts": SCRIPTS.repeat(20),
  ligatures: whole("ffi"),
  "Arabic ligatures": whole("ﷺ"),
  "joiners that are not seen": whole("a\u200d\u200c\u2060"),
  "soft hyphens": whole("a\u00ad"),
  tabs: whole("\tx"),
  brackets: whole("http://a.b/(["),
  "letters that no font has": whole(NOWHERE),
  "words of letters that no font has": whole("\u{30000} \u0378 "),
  "lines of letters that no font has": whole("\u{30000}\n\u0378\n"),
  "code of letters that no font has": whole("\u{30000}`\u0378`"),
  "mentions between letters that no font has": whole("@ada \u{30000}"),
  "letters that no font has, in a code block": `\`\`\`\n${"\u{30000}\u0378".repeat(1990)}\n\`\`\``,
  "letters that no font has, among Latin ones": whole("a\u{30000}"),
  "letters that no font has, among Chinese ones": whole("長\u{30000}한"),
  "letters that no font has, among Arabic ones": whole("ب\u{10940}"),
  "letters that no font has, with marks": whole("\u{30000}\u0301\u0378\u0301"),
  "letters that no font has, with forms": whole("\u{30000}\ufe0f\u0378\u{e0100}"),
  "letters of several planes": whole("\u{30000}\u{1fffe}\u{40000}\u{2a6df}\u{10ffff}\ue000"),
  "private letters": whole("\ue000\u{30000}\u{f0000}a\u{100000}"),
  "no characters": whole("\ufdd0\u{30000}\u{2fffe}a"),
  "characters that are not assigned": whole(UNASSIGNED),
  "characters that are not assigned, among others": whole(
    Array.from(UNASSIGNED).join("a\u{30000}"),
  ),
  "letters of rare scripts": whole(RARE_SCRIPTS),
  "letters of rare scripts, among Latin ones": whole(Array.from(RARE_SCRIPTS).join("a")),
  "rare letters of ordinary scripts": whole("\u4dbf\uac00\u0cdda\ua7dcب"),
  "rare signs": whole("a\u20c0ب\u{1f774}"),
  "new emoji": whole("\u{1fac8}a\u{1fae9}"),
  "signs without width between letters that no font has": whole("\u{30000}\u200c"),
  "signs of rare scripts": whole("ب\u{13430}"),
  "forms of joined letters": whole("ب\ufe00"),
  tags: whole("a\u{e0041}\u{e0042}"),
  "tags of letters that no font has": whole("\u{30000}\u{e0041}\u0378\u{e007f}"),
  "rare Chinese characters": whole(
    Array.from({ length: 500 }, (_, n) => String.fromCodePoint(0x31350 + n)).join(""),
  ),
  "Chinese punctuation": whole("、"),
  "Chinese brackets": whole("「〙］"),
  "letters of many forms, in one word": whole("ሡ"),
  "letters that are drawn as several": whole("ༀ"),
};

/** A long message of the ordinary kind, to compare with. */
export const ORDINARY = whole("The quick brown fox jumps over the lazy dog, and so on. ");
