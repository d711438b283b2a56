/** Messages that are hard to draw (H44): each as long as a message may be. */
import { characters, FIXED_LIMITS } from "../../src/protocol";

const whole = (piece: string) =>
  piece.repeat(Math.floor(FIXED_LIMITS.txt / characters(piece))).trim();

/** Letters of scripts that are far from each other, so that no font has them all. */
const SCRIPTS = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x0905 + n * 37)).join(
  "",
);

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
  "scripts of many fonts": SCRIPTS.repeat(20),
  ligatures: whole("ffi"),
  "Arabic ligatures": whole("ﷺ"),
  "joiners that are not seen": whole("a\u200d\u200c\u2060"),
  "soft hyphens": whole("a\u00ad"),
  tabs: whole("\tx"),
  brackets: whole("http://a.b/(["),
};

/** A long message of the ordinary kind, to compare with. */
export const ORDINARY = whole("The quick brown fox jumps over the lazy dog, and so on. ");
