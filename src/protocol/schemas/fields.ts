/** The fields of which everything on the wire is made, each with its rules (P1, P4 to P6). */
import * as v from "valibot";
import {
  FIXED_LIMITS,
  IDS_ASKED,
  KEY_LENGTH,
  ROOM_LENGTH,
  SEND_KEY_LENGTH,
  TOKEN_LENGTH,
} from "../limits";
import { RANKS } from "../ranks";
import { CONTROL, isLonger, roomNamed, UNFIT_FOR_NAME, VISIBLE } from "../text";
import { TOO_LONG } from "./check";

const TOKEN = new RegExp(`^[\\w-]{${TOKEN_LENGTH}}$`);
const UNFIT_FOR_LABEL = /[\n\t\p{Zl}\p{Zp}\p{Bidi_C}]/u;

/** How many characters one of NFC can be in another form. A longer text is refused before NFC, which takes long. */
const UNCOMPOSED = 4;

/** Well-formed text of at most `limit` characters, also none. */
export function textUpTo(limit: number, field: string) {
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

function someText(limit: number, field: string) {
  return v.pipe(
    v.string(`${field} must be a string`),
    v.minLength(1, `${field} is empty`),
    textUpTo(limit, field),
  );
}

function visibleText(limit: number, field: string) {
  return v.pipe(
    someText(limit, field),
    v.check((text) => VISIBLE.test(text), `${field} has nothing that can be seen`),
  );
}

/** A whole number from `least` to `most`. */
export function integer(field: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  const message = `${field} must be a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

/** An object with these keys; other keys are dropped. `what` is its name in an error. */
export function object<T extends v.ObjectEntries>(what: string, entries: T) {
  return v.object(entries, (issue) =>
    issue.kind === "schema" && issue.expected === "Object"
      ? `${what} must be an object`
      : `${what} has no ${issue.path?.[0]?.key?.toString() ?? "such key"}`,
  );
}

/** A title or a topic, trimmed: one line that can be seen, or none where `least` is 0. */
export function labelField(field: string, limit: number, least: 0 | 1 = 1) {
  return v.pipe(
    v.string(`${field} must be a string`),
    v.trim(),
    v.minLength(least, `${field} is empty`),
    textUpTo(limit, field),
    v.check((text) => text === "" || VISIBLE.test(text), `${field} has nothing that can be seen`),
    v.check(
      (text) => !UNFIT_FOR_LABEL.test(text),
      `${field} has a line break or a control for the direction of text`,
    ),
  );
}

/** The token of an invitation (P28). */
export const TokenField = v.pipe(
  v.string("the invitation must be a string"),
  v.regex(TOKEN, "that is no invitation: is the whole link there?"),
);

/** A person's name, trimmed. */
export const NameField = v.pipe(
  v.string("name must be a string"),
  v.trim(),
  visibleText(FIXED_LIMITS.name, "name"),
  v.check((name) => !UNFIT_FOR_NAME.test(name), "name has a control for the direction of text"),
);

export const TxtField = visibleText(FIXED_LIMITS.txt, "txt");

/** The same, or none at all. */
export const TxtOrNoneField = v.pipe(
  textUpTo(FIXED_LIMITS.txt, "txt"),
  v.check((text) => text === "" || VISIBLE.test(text), "txt has nothing that can be seen"),
);

/**
 * Spellings of rooms' names that were right, each with its name: nearly every message names a room that others have just
 * named, and to check a name costs 1 µs.
 */
const knownRooms = new Map<string, string>();
const MOST_KNOWN = 1000;

function nameOfRoom(spelling: string): string {
  const known = knownRooms.get(spelling);
  if (known !== undefined) return known;
  const name = roomNamed(spelling);
  if (name === undefined) return "";
  if (knownRooms.size === MOST_KNOWN) knownRooms.clear();
  knownRooms.set(spelling, name);
  return name;
}

/** A room by any spelling of its name; its output is the name in NFC. */
export const RoomField = v.pipe(
  v.string("room must be a string"),
  v.minLength(1, "room is empty"),
  v.check(
    (room) =>
      knownRooms.has(room) ||
      (!isLonger(room, UNCOMPOSED * ROOM_LENGTH) && !isLonger(room.normalize("NFC"), ROOM_LENGTH)),
    `${TOO_LONG}room is longer than ${ROOM_LENGTH} characters`,
  ),
  v.transform(nameOfRoom),
  v.minLength(
    1,
    "room may only have letters, marks, digits, - and _, and needs one that can be seen",
  ),
);

/** The send key of a message (P5), by the name of its field. */
export const sendKey = (field: string) => someText(SEND_KEY_LENGTH, field);

// Here and not where the page reads it: a browser that does not know the flag v would run nothing of the page.
const ONE_EMOJI = /^\p{RGI_Emoji}$/v;

/** One emoji, as Unicode recommends it for interchange (P25). */
export const EmojiField = v.pipe(
  v.string("emoji must be a string"),
  v.check((text) => ONE_EMOJI.test(text), "emoji is not one emoji"),
);

/** The secret of a client's own, of which its public id is made (P2). */
export const KeyField = v.pipe(
  v.string("key must be a string"),
  v.minLength(KEY_LENGTH.least, `key is shorter than ${KEY_LENGTH.least} characters`),
  v.maxLength(KEY_LENGTH.most, `key is longer than ${KEY_LENGTH.most} characters`),
);

/** A room's name before P4 had marks and forms. */
const FORMER_ROOM = /^[\p{L}\p{N}_-]+$/u;

/** The fields of a stored message. Former versions did not ask for names and texts that can be seen. */
export const stored = {
  room: v.pipe(
    someText(ROOM_LENGTH, "room"),
    v.check(
      (room) => roomNamed(room) !== undefined || FORMER_ROOM.test(room),
      "room may only have letters, marks, digits, - and _",
    ),
  ),
  name: someText(FIXED_LIMITS.name, "name"),
  txt: someText(FIXED_LIMITS.txt, "txt"),
  id: sendKey("id"),
  from: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, "from is no public id")),
};

export const RankField = v.picklist(RANKS, `rank must be one of ${RANKS.join(", ")}`);

/** People who are asked about at once. */
export const ids = v.pipe(
  v.array(stored.from, "from must be a list of public ids"),
  v.maxLength(IDS_ASKED, `from has more than ${IDS_ASKED} ids`),
);

/** A number of people or of other things. */
export const count = integer("count", 0);

/** The request of an event. */
export const request = <T extends v.ObjectEntries>(entries: T) => object("the request", entries);
