/**
 * The wire contract, version 1: what a chuan server and its clients say to each other. Both sides
 * import this file. The rules that the comments quote are those of docs/protocol.md.
 */
export const VERSION = 1;
export const LOBBY = "lobby";
/** What a server greets with unless its deployment sets another (P3). */
export const GREETING = "丢你楼某";

/** A message as its writer sent it: what the tutorial's client sends, and what it is given. */
export interface Text {
  name: string;
  txt: string;
}

/** What the server adds to a message when it accepts it (P9). `at` is milliseconds since 1970. */
export interface Meta {
  room: string;
  seq: number;
  id: string;
  from: string;
  at: number;
}

export type Message = Text & Meta;

export interface Person {
  from: string;
  name: string;
}

/** The limits that `welcome` announces: characters, messages, rooms and bytes. What is not there is not limited. */
export interface Limits {
  txt: number;
  name: number;
  page: number;
  rooms?: number | undefined;
  backlog?: number | undefined;
}

/** The second argument of `dixiu` (P3). */
export interface Welcome {
  version: number;
  you: Person;
  room: string;
  head: number;
  limits: Limits;
}

/** The `seq` of a room's last message, 0 if it has none, and the lowest still kept (P13). */
export interface Extent {
  head: number;
  floor: number;
}

export interface Presence {
  room: string;
  count: number;
  people: Person[];
}

/** What has changed among a room's people: who is new or has another name, and the `from` of who is not named any more (P15). */
export interface PeopleChanged {
  room: string;
  count: number;
  came: Person[];
  gone: string[];
}

/** Somebody writes, or no longer does (P16). */
export interface Typing extends Person {
  room: string;
  on: boolean;
}

/** The reply to `people` (P25). */
export interface FoundPeople {
  room: string;
  people: Person[];
}

export const ERROR_CODES = [
  "invalid",
  "too_long",
  "rate_limited",
  "not_in_room",
  "too_many_rooms",
  "unavailable",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Why something was refused: a code for programs, a sentence for people, and when to try again (ms). */
export interface WireError {
  code: ErrorCode;
  message: string;
  retryAfter?: number;
}

export type Reply<T extends object> = ({ ok: true } & T) | { ok: false; error: WireError };
export type Ack<T extends object> = (reply: Reply<T>) => void;

export interface ChuanOptions {
  room?: string;
  id?: string;
  /** The `id` of the message that the connection sent there just before: this one is stored only if that one is. */
  after?: string | undefined;
}

export interface HistoryRequest {
  room: string;
  after?: number;
  before?: number;
  limit?: number;
}

export type HistoryPage = Extent & { messages: Message[] };

/** `join` answers with the room's extent, so that a client knows at once what it has missed. */
export type Joined = Presence & Extent;

export interface ServerToClientEvents {
  dixiu: (greeting: string, welcome: Welcome) => void;
  tianxiu: (msg: Text, meta: Meta) => void;
  refused: (refusal: { event: string; error: WireError }) => void;
  presence: (presence: Presence) => void;
  people: (changed: PeopleChanged) => void;
  typing: (typing: Typing) => void;
  leaving: (leaving: { in: number }) => void;
}

export interface ClientToServerEvents {
  chuan: (msg: Text, options?: ChuanOptions, ack?: Ack<{ meta: Meta }>) => void;
  join: (request: { room: string }, ack?: Ack<Joined>) => void;
  leave: (request: { room: string }, ack?: Ack<object>) => void;
  history: (request: HistoryRequest, ack?: Ack<HistoryPage>) => void;
  typing: (request: { room: string; on: boolean }) => void;
  rename: (request: { name: string }, ack?: Ack<{ you: Person }>) => void;
  people: (request: { room: string; q: string }, ack?: Ack<FoundPeople>) => void;
}

/** The limits that no deployment changes; `rooms` and `backlog` come from its configuration. */
export const FIXED_LIMITS = { txt: 4000, name: 40, page: 50 } as const;

/** Characters that a room's name may have (P4). */
export const ROOM_LENGTH = 64;
/** Characters that a key must have at least, and at most (P1). */
export const KEY_LENGTH = { least: 16, most: 128 } as const;

const ROOM = /^[\p{L}\p{M}\p{N}_-]+$/u;
// A joiner between two characters of scripts whose spelling has them: Arabic to N'Ko, the Indic ones, Burmese, Khmer,
// Mongolian; and U+200D after a virama that ends a word, as in Malayalam.
const JOINER =
  /([\u0600-\u0dff\u1000-\u109f\u1780-\u18af])[\u200c\u200d](?=[\u0600-\u0dff\u1000-\u109f\u1780-\u18af])|([\u094d\u09cd\u0d4d\u0dca])\u200d/gu;
/**
 * Something that can be seen: a mark needs a character to stand on. Blank although no property of Unicode says so are
 * Braille's pattern without dots, two hieroglyphs and the null notehead (P6).
 */
export const VISIBLE = /[^\s\p{DI}\p{Mn}\p{Me}\p{Cf}\u2800\u{13441}\u{13442}\u{1D159}]/u;
/** A control character other than newline and tab (P6). */
export const CONTROL = /[^\P{Cc}\t\n]/u;
/** What no name has: controls, those that change the direction of text among them, and halves of characters (P6). */
export const UNFIT_FOR_NAME = /[^\P{Cc}\t\n]|\p{Bidi_C}|\p{Cs}/u;

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

/** The name of the room that `text` names, in NFC, so that it is one room however it was typed; undefined when it names none (P4). */
export function roomNamed(text: string): string | undefined {
  const room = text.normalize("NFC");
  const isRoom =
    ROOM.test(room.replace(JOINER, "$1$2")) && VISIBLE.test(room) && !isLonger(room, ROOM_LENGTH);
  return isRoom ? room : undefined;
}
