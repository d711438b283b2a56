/**
 * What a client may send, checked before anything uses it. Apart from the contract, since the page imports
 * that, and has no use for this.
 */
import * as v from "valibot";
import {
  FIXED_LIMITS,
  hasControl,
  hasRoomCharacters,
  isLonger,
  KEY_LENGTH,
  LOBBY,
  ROOM_LENGTH,
  type WireError,
} from "./protocol";

const TOO_LONG = "too_long:";

function textOf(field: string, limit: number) {
  return v.pipe(
    v.string(`${field} must be a string`),
    v.minLength(1, `${field} is empty`),
    wellFormed(field, limit),
  );
}

function wellFormed(field: string, limit: number) {
  return v.pipe(
    v.string(`${field} must be a string`),
    v.check(
      (text) => !isLonger(text, limit),
      `${TOO_LONG}${field} is longer than ${limit} characters`,
    ),
    v.check((text) => text.isWellFormed(), `${field} is not well-formed Unicode`),
    v.check(
      (text) => !hasControl(text),
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
  textOf("room", ROOM_LENGTH),
  v.check(hasRoomCharacters, "room may only have letters, digits, - and _"),
);

const object = <T extends v.ObjectEntries>(what: string, entries: T) =>
  v.object(entries, (issue) =>
    issue.kind === "schema" && issue.expected === "Object"
      ? `${what} must be an object`
      : `${what} has no ${issue.path?.[0]?.key?.toString() ?? "such key"}`,
  );

/** What a client may send, as it is checked before anything uses it (P4 to P6, P13, P16, P17, P25). */
export const checks = {
  text: object("the message", { name: Name, txt: textOf("txt", FIXED_LIMITS.txt) }),
  options: object("options", {
    room: v.optional(Room, LOBBY),
    id: v.optional(textOf("id", 64)),
    after: v.optional(textOf("after", 64)),
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
  people: object("the request", { room: Room, q: wellFormed("q", FIXED_LIMITS.name) }),
  auth: object("auth", {
    name: v.optional(Name),
    key: v.optional(
      v.pipe(
        v.string("key must be a string"),
        v.minLength(KEY_LENGTH.least, "key is shorter than 16 characters"),
        v.maxLength(KEY_LENGTH.most, "key is longer than 128 characters"),
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
