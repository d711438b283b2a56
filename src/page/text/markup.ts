/** The parts of a message's text: links, code, and mentions. Everything else is shown as it was typed. */
import { linksIn } from "./links";
import type { Mention, TextRange } from "./called";

export type Inline =
  | { is: "text"; text: string }
  | { is: "code"; text: string }
  | { is: "link"; text: string; href: string }
  | { is: "mention"; text: string; isMe: boolean };

export type Block = { is: "code"; text: string } | { is: "text"; parts: Inline[] };

/** A piece of the text, and where it begins. */
interface Piece {
  text: string;
  at: number;
}

type Code = TextRange & { code: string };
/** The mentions in a piece of the text that begins at `at`. */
type Called = (text: string, at: number) => Mention[];
/** Passes pieces through, until the message has as many as may be drawn. */
type Take = <T>(found: Iterable<T>) => Iterable<T>;

/** Pieces of a message that are drawn as links, code or mentions (H44); the rest is shown as it was typed. */
const PIECES = 200;
/** More than eight marks on one letter: no language needs them, and they would cover the lines above and below. */
const MARKS = /((?:\p{M}\p{Cf}*){8})(?:\p{M}\p{Cf}*)+/gu;
const CODE = /`([^`\n]+)`/g;
const FENCE = /^```[^\n`]*$/;
const FENCE_END = /```[ \t]*$/;
const LONE_EMOJI = /^(?:\p{RGI_Emoji}\s*){1,3}$/v;

/** The text as blocks, in order, in time linear in its length. `mentions` rise and do not overlap. */
export function blocksOf(txt: string, mentions: readonly Mention[] = []): Block[] {
  const called: Called = (text, at) =>
    mentions
      .filter(({ start, end }) => start >= at && end <= at + text.length)
      .map(({ start, end, isMe }) => ({ start: start - at, end: end - at, isMe }));
  let left = PIECES;
  const take: Take = function* (found) {
    for (const one of found) {
      left -= 1;
      if (left < 0) return;
      yield one;
    }
  };
  return cut<Block, Code>(
    { text: txt, at: 0 },
    take(fencesIn(txt)),
    ({ code }) => [{ is: "code", text: withoutExcessMarks(code) }],
    (plain) => [{ is: "text", parts: inlines(trimmed(plain), called, take) }],
  );
}

/** The text with at most eight marks on a letter. */
export function withoutExcessMarks(text: string): string {
  return text.replace(MARKS, "$1");
}

/** Whether the text is one to three emoji, and nothing else. */
export function isLoneEmoji(txt: string): boolean {
  return txt.length <= 48 && LONE_EMOJI.test(txt.trim());
}

/** Code blocks: a fence opens one, and a line that ends with a fence closes it. */
function* fencesIn(text: string): Generator<Code> {
  let open: { start: number; from: number } | undefined;
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    if (open && FENCE_END.test(line)) {
      const code = text.slice(open.from, end).replace(FENCE_END, "").replace(/\n$/, "");
      yield { start: open.start, end, code };
      open = undefined;
    } else if (!open && FENCE.test(line)) open = { start, from: end + 1 };
    start = end + 1;
  }
}

/** A piece without the line breaks that belong to the fences beside it. */
function trimmed({ text, at }: Piece): Piece {
  const begin = text.startsWith("\n") ? 1 : 0;
  return { text: text.slice(begin).replace(/\n$/, ""), at: at + begin };
}

function inlines(piece: Piece, called: Called, take: Take): Inline[] {
  return cut<Inline, Code>(
    piece,
    take(codesIn(piece.text)),
    ({ code }) => [{ is: "code", text: withoutExcessMarks(code) }],
    (plain) => links(plain, called, take),
  );
}

function* codesIn(text: string): Generator<Code> {
  for (const { 0: all, 1: code = "", index } of text.matchAll(CODE))
    yield { start: index, end: index + all.length, code };
}

function links(piece: Piece, called: Called, take: Take): Inline[] {
  return cut(
    piece,
    take(linksIn(piece.text)),
    ({ start, end, href }) => [{ is: "link", text: shown(piece, { start, end }), href }],
    (plain) => calls(plain, called, take),
  );
}

function calls(piece: Piece, called: Called, take: Take): Inline[] {
  return cut<Inline, Mention>(
    piece,
    take(called(piece.text, piece.at)),
    ({ isMe, ...range }) => [{ is: "mention", text: shown(piece, range), isMe }],
    ({ text }) => [{ is: "text", text: withoutExcessMarks(text) }],
  );
}

function shown({ text }: Piece, { start, end }: TextRange): string {
  return withoutExcessMarks(text.slice(start, end));
}

/** Cuts a piece into what was found in it and what lies between, in order, without empty pieces. */
function cut<T, F extends TextRange>(
  { text, at }: Piece,
  found: Iterable<F>,
  drawn: (found: F) => T[],
  between: (piece: Piece) => T[],
): T[] {
  const all: T[] = [];
  let done = 0;
  const skip = (to: number) =>
    to > done ? between({ text: text.slice(done, to), at: at + done }) : [];
  for (const one of found) {
    all.push(...skip(one.start), ...drawn(one));
    done = one.end;
  }
  return [...all, ...skip(text.length)];
}
