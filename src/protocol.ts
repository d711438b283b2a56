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
export interface People {
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
  people: (request: { room: string; q: string }, ack?: Ack<People>) => void;
}

/** The limits that no deployment changes; `rooms` and `backlog` come from its configuration. */
export const FIXED_LIMITS = { txt: 4000, name: 40, page: 50 } as const;

/** Characters that a room's name may have (P4). */
export const ROOM_LENGTH = 64;
/** Characters that a key must have at least, and at most (P1). */
export const KEY_LENGTH = { least: 16, most: 128 } as const;

/** Scripts in which a joiner within a word is part of its spelling. Older browsers know all of them. */
const JOINED = `[${"Arab Syrc Mong Nkoo Adlm Rohg Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Bali Java Cakm"
  .split(" ")
  .map((script) => `\\p{scx=${script}}`)
  .join("")}]`;
// A joiner stands between two characters of such a script; U+200D also after a mark that ends a word, as in Malayalam.
const ROOM = new RegExp(
  `^(?:[\\p{L}\\p{M}\\p{N}_-]|(?=[\\p{L}\\p{M}\\p{N}])${JOINED}[\\u200c\\u200d](?=${JOINED})|(?=\\p{M})${JOINED}\\u200d)+$`,
  "u",
);
/** How many characters one of NFC can be in another form, which bounds what is brought to NFC. */
const UNCOMPOSED = 4;
// Blank although no property of Unicode says so: Braille's pattern without dots, two blank hieroglyphs, the null notehead.
const VISIBLE =
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}\p{Cc}\p{Cf}\u2800\u{13441}\u{13442}\u{1D159}]/u;
const BIDI = /\p{Bidi_Control}/u;
// Written as escapes on purpose: every control character but tab and newline (P6).
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

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

/** Whether `text` has a control character other than newline and tab (P6). */
export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}

/** Whether `text` has a control that changes the direction of what stands around it. */
export function hasBidiControl(text: string): boolean {
  return BIDI.test(text);
}

/** Whether `text` has something that can be seen; a mark needs a character to stand on (P6). */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** `text` in NFC; undefined when that is longer than a room's name may be (P4). */
export function composedRoom(text: string): string | undefined {
  if (isLonger(text, UNCOMPOSED * ROOM_LENGTH)) return undefined;
  const room = text.normalize("NFC");
  return isLonger(room, ROOM_LENGTH) ? undefined : room;
}

/** The name of the room that `text` names, in NFC, so that it is one room however it was typed; undefined when it names none (P4). */
export function roomNamed(text: string): string | undefined {
  const room = composedRoom(text);
  return room !== undefined && ROOM.test(room) && isVisible(room) ? room : undefined;
}
