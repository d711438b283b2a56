/** What a message's text means: links, code, and calls by name. Everything else is shown as it was typed. */
import { mentionsOf } from "./mentions";

export type Inline =
  | { is: "text"; text: string }
  | { is: "code"; text: string }
  | { is: "link"; text: string; href: string }
  | { is: "mention"; text: string };

export type Block = { is: "code"; text: string } | { is: "text"; parts: Inline[] };

const FENCE = /^```[^\n`]*\n([\s\S]*?)\n?```[ \t]*$/gm;
const CODE = /`([^`\n]+)`/g;
/** Up to a space, a quotation mark, or punctuation that Chinese puts right after an address. */
const LINK = /\bhttps?:\/\/[^\s<>"'`“”‘’「」『』《》（）【】，。！？；：、]+/gi;
const LONE_EMOJI = /^(?:\p{RGI_Emoji}\s*){1,3}$/v;

/** Marks where the reader is called in a text. */
type Calls = (text: string) => Inline[];

/**
 * The text as blocks, in order. `name`, if any, is the reader's own, to find where they are called; `rivals`
 * are longer names that begin with it.
 */
export function blocksOf(txt: string, name: string, rivals: readonly string[] = []): Block[] {
  const calls: Calls = (text) => callsIn(text, name, rivals);
  return split(txt, FENCE).map(({ match, text }) =>
    match
      ? { is: "code", text: match[1] ?? "" }
      : { is: "text", parts: inlines(trimLines(text), calls) },
  );
}

/** Whether the text is an emoji or two, and nothing else. */
export function isLoneEmoji(txt: string): boolean {
  return txt.length <= 48 && LONE_EMOJI.test(txt.trim());
}

/** A line break beside a code block belongs to its fence. */
function trimLines(text: string): string {
  return text.replace(/^\n|\n$/g, "");
}

function inlines(text: string, calls: Calls): Inline[] {
  return split(text, CODE).flatMap(({ match, text: plain }): Inline[] =>
    match ? [{ is: "code", text: match[1] ?? "" }] : links(plain, calls),
  );
}

function links(text: string, calls: Calls): Inline[] {
  return split(text, LINK).flatMap(({ match, text: plain }): Inline[] => {
    if (!match) return calls(plain);
    const address = withoutTail(plain);
    const tail = calls(plain.slice(address.length));
    return URL.canParse(address)
      ? [{ is: "link", text: address, href: new URL(address).href }, ...tail]
      : calls(plain);
  });
}

/** The point that ends a sentence is not the address's, nor is a bracket that opened before it. */
function withoutTail(address: string): string {
  const last = address.at(-1) ?? "";
  const closesNothing = last === ")" && !address.includes("(");
  return /[.,!?;:\]}*_~]/.test(last) || closesNothing ? withoutTail(address.slice(0, -1)) : address;
}

function callsIn(text: string, name: string, rivals: readonly string[]): Inline[] {
  const parts: Inline[] = [];
  let done = 0;
  for (const { start, end } of mentionsOf(text, name, rivals)) {
    parts.push({ is: "text", text: text.slice(done, start) });
    parts.push({ is: "mention", text: text.slice(start, end) });
    done = end;
  }
  parts.push({ is: "text", text: text.slice(done) });
  return parts.filter((part) => part.text !== "");
}

/** `text` cut into what matches and what lies between, in order, without empty pieces. */
function split(text: string, pattern: RegExp): { match?: RegExpMatchArray; text: string }[] {
  const pieces: { match?: RegExpMatchArray; text: string }[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    pieces.push({ text: text.slice(done, match.index) }, { match, text: match[0] });
    done = match.index + match[0].length;
  }
  return [...pieces, { text: text.slice(done) }].filter((piece) => piece.text !== "");
}
