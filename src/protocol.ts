/**
 * The wire contract, version 1: what a chuan server and its clients say to each other. Both sides
 * import this file. The rules P1 to P19 that the comments quote are those of docs/protocol.md.
 */
import * as v from "valibot";

export const VERSION = 1;
export const LOBBY = "lobby";

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

/** The limits that `welcome` announces: characters, messages, rooms and bytes. */
export interface Limits {
  txt: number;
  name: number;
  page: number;
  rooms: number;
  backlog: number;
}

/** The second argument of `dixiu` (P3). */
export interface Welcome {
  version: number;
  you: Person;
  room: string;
  head: number;
  limits: Limits;
}

/** The last event of a room's log, and the lowest still kept (P13). */
export interface Extent {
  head: number;
  floor: number;
}

export interface Presence {
  room: string;
  count: number;
  people: Person[];
}

/** Somebody writes, or no longer does (P16). */
export interface Typing extends Person {
  room: string;
  on: boolean;
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
}

/** The limits that no deployment changes; `rooms` and `backlog` come from its configuration. */
export const FIXED_LIMITS = { txt: 4000, name: 40, page: 50 } as const;

const TOO_LONG = "too_long:";
// Written as escapes on purpose: every control character but tab and newline (P6).
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const ROOM = /^[\p{L}\p{N}_-]+$/u;

/** The number of Unicode code points in `text`, the unit of every limit on characters. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function longerThan(text: string, limit: number): boolean {
  // A code point is at most two code units, so the long walk is only for texts near the limit.
  return text.length > limit && (text.length > 2 * limit || characters(text) > limit);
}

function textOf(field: string, limit: number) {
  return v.pipe(
    v.string(`${field} must be a string`),
    v.minLength(1, `${field} is empty`),
    v.check(
      (text) => !longerThan(text, limit),
      `${TOO_LONG}${field} is longer than ${limit} characters`,
    ),
    v.check((text) => text.isWellFormed(), `${field} is not well-formed Unicode`),
    v.check(
      (text) => !CONTROL.test(text),
      `${field} has a control character other than newline and tab`,
    ),
  );
}

function trimmed(field: string, limit: number) {
  return v.pipe(v.string(`${field} must be a string`), v.trim(), textOf(field, limit));
}

function integer(field: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  const message = `${field} must be a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

const Name = trimmed("name", FIXED_LIMITS.name);

const Room = v.pipe(
  textOf("room", 64),
  v.regex(ROOM, "room may only have letters, digits, - and _"),
);

const object = <T extends v.ObjectEntries>(what: string, entries: T) =>
  v.object(entries, (issue) =>
    issue.kind === "schema" && issue.expected === "Object"
      ? `${what} must be an object`
      : `${what} has no ${issue.path?.[0]?.key?.toString() ?? "such key"}`,
  );

/** What a client may send, as it is checked before anything uses it (P4 to P6, P13, P16, P17). */
export const checks = {
  text: object("the message", { name: Name, txt: textOf("txt", FIXED_LIMITS.txt) }),
  options: object("options", {
    room: v.optional(Room, LOBBY),
    id: v.optional(textOf("id", 64)),
  }),
  room: object("the request", { room: Room }),
  history: object("the request", {
    room: Room,
    after: v.optional(integer("after", 0)),
    before: v.optional(integer("before", 1)),
    limit: v.optional(integer("limit", 1, FIXED_LIMITS.page), FIXED_LIMITS.page),
  }),
  typing: object("the request", { room: Room, on: v.boolean("on must be true or false") }),
  rename: object("the request", { name: Name }),
  auth: object("auth", {
    name: v.optional(Name),
    key: v.optional(
      v.pipe(
        v.string("key must be a string"),
        v.minLength(16, "key is shorter than 16 characters"),
        v.maxLength(128, "key is longer than 128 characters"),
      ),
    ),
  }),
};

export type Checked<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** `input` as the schema describes it, further keys dropped, or the first thing wrong with it (P11). */
export function check<T>(
  schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>,
  input: unknown,
): Checked<T> {
  const result = v.safeParse(schema, input, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const said = result.issues[0].message;
  return said.startsWith(TOO_LONG)
    ? { ok: false, error: { code: "too_long", message: said.slice(TOO_LONG.length) } }
    : { ok: false, error: { code: "invalid", message: said } };
}
