/**
 * What a client may send, checked before anything uses it. Apart from the contract, since the page imports
 * that, and has no use for this.
 */
import * as v from "valibot";
import {
  CONTROL,
  FIXED_LIMITS,
  isLonger,
  KEY_LENGTH,
  LOBBY,
  ROOM_LENGTH,
  roomNamed,
  UNFIT_FOR_NAME,
  VISIBLE,
  type WireError,
} from "./protocol";

const TOO_LONG = "too_long:";
/** How many characters one of NFC can be in another form: what is longer is not brought to NFC, which takes long. */
const UNCOMPOSED = 4;
/** Characters that a send key may have (P5). */
const ID_LENGTH = 64;

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
      (text) => !CONTROL.test(text),
      `${field} has a control character other than newline and tab`,
    ),
  );
}

function visible(field: string, limit: number) {
  return v.pipe(
    textOf(field, limit),
    v.check((text) => VISIBLE.test(text), `${field} has nothing that can be seen`),
  );
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

const Name = v.pipe(
  v.string("name must be a string"),
  v.trim(),
  visible("name", FIXED_LIMITS.name),
  v.check((name) => !UNFIT_FOR_NAME.test(name), "name has a control for the direction of text"),
);

/** A room by any spelling of its name; its output is the name in NFC. */
const Room = v.pipe(
  v.string("room must be a string"),
  v.minLength(1, "room is empty"),
  v.check(
    (room) =>
      !isLonger(room, UNCOMPOSED * ROOM_LENGTH) && !isLonger(room.normalize("NFC"), ROOM_LENGTH),
    `${TOO_LONG}room is longer than ${ROOM_LENGTH} characters`,
  ),
  v.transform((room) => roomNamed(room) ?? ""),
  v.minLength(
    1,
    "room may only have letters, marks, digits, - and _, and needs one that can be seen",
  ),
);

/** What a room could be called before P4 had marks and forms. */
const FORMER_ROOM = /^[\p{L}\p{N}_-]+$/u;

/** What a store may have that was filled by this version or by one before: names and texts did not have to be visible. */
export const stored = {
  room: v.pipe(
    textOf("room", ROOM_LENGTH),
    v.check(
      (room) => roomNamed(room) !== undefined || FORMER_ROOM.test(room),
      "room may only have letters, marks, digits, - and _",
    ),
  ),
  name: textOf("name", FIXED_LIMITS.name),
  txt: textOf("txt", FIXED_LIMITS.txt),
  id: textOf("id", ID_LENGTH),
};

const object = <T extends v.ObjectEntries>(what: string, entries: T) =>
  v.object(entries, (issue) =>
    issue.kind === "schema" && issue.expected === "Object"
      ? `${what} must be an object`
      : `${what} has no ${issue.path?.[0]?.key?.toString() ?? "such key"}`,
  );

/** What a client may send, as it is checked before anything uses it (P4 to P6, P13, P16, P17, P25). */
export const checks = {
  text: object("the message", { name: Name, txt: visible("txt", FIXED_LIMITS.txt) }),
  options: object("options", {
    room: v.optional(Room, LOBBY),
    id: v.optional(stored.id),
    after: v.optional(textOf("after", ID_LENGTH)),
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

/** What is wrong, without what the code is made of. */
export function sentenceOf(message: string): string {
  return message.startsWith(TOO_LONG) ? message.slice(TOO_LONG.length) : message;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** `input` as the schema describes it, further keys dropped, or the first thing wrong with it (P11). */
export function check<T>(
  schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>,
  input: unknown,
): Checked<T> {
  const result = v.safeParse(schema, input, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const { message } = result.issues[0];
  const code = message.startsWith(TOO_LONG) ? "too_long" : "invalid";
  return { ok: false, error: { code, message: sentenceOf(message) } };
}
