/** The list of all emoji in one language, and searching it. The file is made by `test/page/reactions/emoji-files.ts`. */

export interface Emoji {
  emoji: string;
  name: string;
  /** Whether it may have a skin tone. */
  hasTones: boolean;
  /** Its name and the words by which it is found, folded. */
  words: string;
}

export interface EmojiGroup {
  name: string;
  emoji: readonly Emoji[];
}

/** Emoji that a search finds at most. */
const FOUND = 60;
/** One person holds hands with another: only the two people have a tone. */
const HANDS = "\u{1f91d}";
const TONED = /\p{Emoji_Modifier_Base}\ufe0f?/gu;

/** The groups that a file has. */
export function parseEmojiFile(file: string): EmojiGroup[] {
  return file
    .trim()
    .split("\n\n")
    .map((group) => {
      const [name = "", ...lines] = group.split("\n");
      return { name, emoji: lines.map(parseLine) };
    });
}

function parseLine(line: string): Emoji {
  const end = line.indexOf(" ");
  const hasTones = line[end - 1] === "*";
  const words = line.slice(end + 1);
  return {
    emoji: line.slice(0, hasTones ? end - 1 : end),
    name: words.split("|", 1)[0] ?? "",
    hasTones,
    words: `|${folded(words)}`,
  };
}

/** A text as it is compared: without case, full width, and marks, with which Arabic is spelled in several ways. */
export function folded(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
}

/** The emoji that have every word of `query`, the nearest first. */
export function searchEmoji(groups: readonly EmojiGroup[], query: string): Emoji[] {
  const asked = folded(query).trim();
  const words = asked.split(/\s+/);
  return groups
    .flatMap(({ emoji }) => emoji)
    .filter((one) => one.emoji === query.trim() || words.every((word) => one.words.includes(word)))
    .map((one) => ({ one, distance: distance(one, asked) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, FOUND)
    .map(({ one }) => one);
}

/** How far an emoji is from what is asked: near is a short name with a word that begins so, then another such word. */
function distance({ name, words }: Emoji, asked: string): number {
  const begins = (text: string) => text.includes(`|${asked}`) || text.includes(` ${asked}`);
  const far = 1000 * (begins(`|${folded(name)}`) ? 0 : begins(words) ? 1 : 2);
  return far + name.length;
}

/** Skin tones from light to dark; the first one is none. */
export const TONES = ["", "🏻", "🏼", "🏽", "🏾", "🏿"] as const;

/** An emoji in a skin tone. */
export function toned(
  { emoji, hasTones }: Pick<Emoji, "emoji" | "hasTones">,
  tone: string,
): string {
  if (!hasTones || tone === "") return emoji;
  const isOfTwo = emoji.includes("\u200d");
  return emoji.replace(TONED, (part) =>
    isOfTwo && part === HANDS ? part : part.replace("\ufe0f", "") + tone,
  );
}
