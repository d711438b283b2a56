/** What stands on the wire: each shape once, as a schema, and its type inferred from that. */
import * as v from "valibot";
import { ERROR_CODES } from "../errors";
import { FIXED_LIMITS, LOBBY } from "../limits";
import {
  integer,
  KeyField,
  NameField,
  object,
  RoomField,
  sendKey,
  stored,
  textUpTo,
  TxtField,
} from "./fields";

const count = integer("count", 0);
const request = <T extends v.ObjectEntries>(entries: T) => object("the request", entries);

/** A message as its writer sends it: all that the tutorial's client knows of one. */
export const Text = object("the message", { name: NameField, txt: TxtField });
export type Text = v.InferOutput<typeof Text>;

/** What a client may send beside a message (P5). `after`: this message is stored only if that one is. */
export const ChuanOptions = object("options", {
  room: v.optional(RoomField, LOBBY),
  id: v.optional(sendKey("id")),
  after: v.optional(sendKey("after")),
});
export type ChuanOptions = v.InferInput<typeof ChuanOptions>;

export const RoomRequest = request({ room: RoomField });

export const HistoryRequest = request({
  room: RoomField,
  after: v.optional(integer("after", 0)),
  before: v.optional(integer("before", 1)),
  limit: v.optional(integer("limit", 1, FIXED_LIMITS.page), FIXED_LIMITS.page),
});
export type HistoryRequest = v.InferInput<typeof HistoryRequest>;

export const TypingRequest = request({
  room: RoomField,
  on: v.boolean("on must be true or false"),
});
export const RenameRequest = request({ name: NameField });
export const PeopleRequest = request({ room: RoomField, q: textUpTo(FIXED_LIMITS.name, "q") });

/** What a connection says of itself in Socket.IO's `auth` (P1). */
export const Introduction = object("auth", {
  name: v.optional(NameField),
  key: v.optional(KeyField),
});

/** A message as it is stored and read. `at` is when the server accepted it, in milliseconds since 1970. */
export const Message = v.object({
  room: stored.room,
  seq: integer("seq", 1),
  id: stored.id,
  from: stored.from,
  name: stored.name,
  txt: stored.txt,
  at: integer("at", 0),
});
export type Message = v.InferOutput<typeof Message>;

/** What somebody says, as it is to be stored. Written out, as `metaOf` is. */
export function draftOf(
  { room, name, txt }: Pick<Message, "room" | "name" | "txt">,
  id: string,
  from: string,
): Omit<Message, "seq" | "at"> {
  return { room, id, from, name, txt };
}

/** What the server adds to a message when it accepts it (P9). */
export const Meta = v.pick(Message, ["room", "seq", "id", "from", "at"]);
export type Meta = v.InferOutput<typeof Meta>;

/** The meta of a message. Written out: an object of all the other fields costs 0.5 µs, and the same again as JSON. */
export function metaOf({ room, seq, id, from, at }: Message): Meta {
  return { room, seq, id, from, at };
}

/** A message's name and text as the server tells them. */
export const ToldText = v.pick(Message, ["name", "txt"]);

/** What is told of a message beside its meta. */
export function toldTextOf({ name, txt }: Message): v.InferOutput<typeof ToldText> {
  return { name, txt };
}

/** The `seq` of a room's last message, 0 if it has none, and the lowest still kept (P13). */
export const Extent = v.object({ head: integer("head", 0), floor: integer("floor", 0) });
export type Extent = v.InferOutput<typeof Extent>;

export const HistoryPage = v.object({ messages: v.array(Message), ...Extent.entries });
export type HistoryPage = v.InferOutput<typeof HistoryPage>;

/** Somebody's public id and name; the name is "" until it is known. */
export const Person = v.object({ from: stored.from, name: v.string() });
export type Person = v.InferOutput<typeof Person>;

const people = v.array(Person);

/** The people of a room (P15): how many there are, and up to a hundred of them. */
export const Presence = v.object({ room: stored.room, count, people });
export type Presence = v.InferOutput<typeof Presence>;

/** What has changed among a room's people: who is new or has another name, and the `from` of those not named any more (P15). */
export const PeopleChanged = v.object({
  room: stored.room,
  count,
  came: people,
  gone: v.array(stored.from),
});
export type PeopleChanged = v.InferOutput<typeof PeopleChanged>;

/** The reply to `people` (P25). */
export const FoundPeople = v.object({ room: stored.room, people });
export type FoundPeople = v.InferOutput<typeof FoundPeople>;

/** The reply to `join`: with the room's extent, so that a client knows at once what it has missed. */
export const Joined = v.object({ ...Presence.entries, ...Extent.entries });
export type Joined = v.InferOutput<typeof Joined>;

/** Somebody writes, or no longer does (P16). */
export const Typing = v.object({ room: stored.room, ...Person.entries, on: v.boolean() });
export type Typing = v.InferOutput<typeof Typing>;

/** The limits that `welcome` announces: characters, messages, rooms and bytes. A key that is missing is no limit. */
export const Limits = v.object({
  txt: v.number(),
  name: v.number(),
  page: v.number(),
  rooms: v.optional(v.number()),
  backlog: v.optional(v.number()),
});
export type Limits = v.InferOutput<typeof Limits>;

/** The second argument of `dixiu` (P3). */
export const Welcome = v.object({
  version: v.number(),
  you: Person,
  room: stored.room,
  head: integer("head", 0),
  limits: Limits,
});
export type Welcome = v.InferOutput<typeof Welcome>;

/** Why something was refused: a code for programs, a sentence for people, and when to try again (ms). */
export const WireError = v.object({
  code: v.picklist(ERROR_CODES),
  message: v.string(),
  retryAfter: v.exactOptional(v.number()),
});
export type WireError = v.InferOutput<typeof WireError>;
