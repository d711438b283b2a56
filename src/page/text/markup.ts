/** The parts of a message's text: links, code, and mentions. Everything else is shown as it was typed. */
import { linksIn } from "./links";
import { mentionsOf, type TextRange } from "../../client/mentions";

export type Inline =
  | { is: "text"; text: string }
  | { is: "code"; text: string }
  | { is: "link"; text: string; href: string }
  | { is: "mention"; text: string };

export type Block = { is: "code"; text: string } | { is: "text"; parts: Inline[] };

type Code = TextRange & { code: string };
/** Finds the mentions of the reader in a text. */
type Called = (text: string) => TextRange[];
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

/**
 * The text as blocks, in order, in time linear in its length. `name` is the reader's own, to find its mentions;
 * `rivals` are longer names that begin with it.
 */
export function blocksOf(txt: string, name: string, rivals: readonly string[] = []): Block[] {
  const called: Called = (plain) => mentionsOf(plain, name, rivals);
  const text = withoutExcessMarks(txt);
  let left = PIECES;
  const take: Take = function* (found) {
    for (const one of found) {
      left -= 1;
      if (left < 0) return;
      yield one;
    }
  };
  return cut<Block, Code>(
    text,
    take(fencesIn(text)),
    ({ code }) => [{ is: "code", text: code }],
    (plain) => [{ is: "text", parts: inlines(trimLines(plain), called, take) }],
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

/** The text without the line breaks that belong to the fences beside it. */
function trimLines(text: string): string {
  return text.replace(/^\n|\n$/g, "");
}

function inlines(text: string, called: Called, take: Take): Inline[] {
  return cut<Inline, Code>(
    text,
    take(codesIn(text)),
    ({ code }) => [{ is: "code", text: code }],
    (plain) => links(plain, called, take),
  );
}

function* codesIn(text: string): Generator<Code> {
  for (const { 0: all, 1: code = "", index } of text.matchAll(CODE))
    yield { start: index, end: index + all.length, code };
}

function links(text: string, called: Called, take: Take): Inline[] {
  return cut(
    text,
    take(linksIn(text)),
    ({ start, end, href }) => [{ is: "link", text: text.slice(start, end), href }],
    (plain) => calls(plain, called, take),
  );
}

function calls(text: string, called: Called, take: Take): Inline[] {
  return cut<Inline, TextRange>(
    text,
    take(called(text)),
    ({ start, end }) => [{ is: "mention", text: text.slice(start, end) }],
    (plain) => [{ is: "text", text: plain }],
  );
}

/** Cuts `text` into what was found and what lies between, in order, without empty pieces. */
function cut<T, F extends TextRange>(
  text: string,
  found: Iterable<F>,
  piece: (found: F) => T[],
  between: (text: string) => T[],
): T[] {
  const pieces: T[] = [];
  let done = 0;
  for (const one of found) {
    if (one.start > done) pieces.push(...between(text.slice(done, one.start)));
    pieces.push(...piece(one));
    done = one.end;
  }
  return done < text.length ? [...pieces, ...between(text.slice(done))] : pieces;
}
