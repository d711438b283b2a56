/** What stands on the wire: each shape once, as a schema, and its type inferred from that. */
import * as v from "valibot";
import { ERROR_CODES } from "../errors";
import { FIXED_LIMITS, LOBBY } from "../limits";
import {
  EmojiField,
  integer,
  NameField,
  object,
  request,
  RoomField,
  sendKey,
  stored,
  textUpTo,
  TxtField,
  TxtOrNoneField,
} from "./fields";
import { Notice } from "./act-shapes";
import { File, FileLimits, FilesField } from "./file-shapes";
import { peopleList, Person, Presence } from "./people-shapes";
import { OwnRoom, ServerProfile } from "./room-shapes";
import { Self } from "./self-shapes";

/** A message as its writer sends it: all that the tutorial's client knows of one. */
export const Text = object("the message", { name: NameField, txt: TxtField });
export type Text = v.InferOutput<typeof Text>;

/** A message that may have files, and no words (P38). */
export const Said = object("the message", { name: NameField, txt: TxtOrNoneField });

/** The message of a room that a request is about. */
const place = { room: RoomField, seq: integer("seq", 1) };
const key = v.optional(sendKey("id"));

/**
 * What a client may send beside a message (P5). `after`: this message is stored only if that one is. `re`: the `seq` of
 * the message that this one answers (P24).
 */
export const ChuanOptions = object("options", {
  room: v.optional(RoomField, LOBBY),
  id: key,
  after: v.optional(sendKey("after")),
  re: v.optional(integer("re", 1)),
  /** Files of the sender's own, for that room, each once (P38). */
  files: v.optional(FilesField),
});
export type ChuanOptions = v.InferInput<typeof ChuanOptions>;

export const RoomRequest = request({ room: RoomField });

/** Which messages to read (P13), and the newest message that the client knows of (P26). */
export const HistoryRequest = v.pipe(
  request({
    room: RoomField,
    after: v.optional(integer("after", 0)),
    before: v.optional(integer("before", 1)),
    since: v.optional(integer("since", 0)),
    last: v.optional(object("last", { seq: integer("last.seq", 1), id: sendKey("last.id") })),
    limit: v.optional(integer("limit", 1, FIXED_LIMITS.page), FIXED_LIMITS.page),
  }),
  v.check(
    ({ after, before, since }) =>
      since === undefined || (after === undefined && before === undefined),
    "since comes without after and before",
  ),
);
export type HistoryRequest = v.InferInput<typeof HistoryRequest>;

/** Changes of a message (P21). `id` is the change's send key. */
export const EditRequest = request({ ...place, txt: TxtOrNoneField, id: key });
export const RemoveRequest = request({ ...place, id: key });
export const ReactRequest = request({
  ...place,
  emoji: EmojiField,
  on: v.boolean("on must be true or false"),
  id: key,
});
/** `after`: only those who reacted later than this person (P25). */
export const ReactorsRequest = request({
  ...place,
  emoji: EmojiField,
  after: v.optional(stored.from),
});

/** A person that a message calls (P24): from the `@` to the end of the name, in code points, or no place. */
export const Call = v.object({
  from: stored.from,
  start: v.exactOptional(integer("start", 0)),
  end: v.exactOptional(integer("end", 1)),
});
export type Call = v.InferOutput<typeof Call>;

/** An emoji with which people reacted: how many, and the first of them; `mine` is only in replies, and says whether the caller is among them (P25). */
export const Reaction = v.object({
  emoji: v.string(),
  count: integer("count", 1),
  from: v.array(stored.from),
  mine: v.exactOptional(v.boolean()),
});
export type Reaction = v.InferOutput<typeof Reaction>;

/**
 * A message as it is stored and read. `at` is when the server accepted it, in milliseconds since 1970; `rev` counts
 * what happened in its room up to the last thing that happened to it (P20). The text of one that is `gone` is empty.
 */
export const Message = v.object({
  room: stored.room,
  seq: integer("seq", 1),
  rev: integer("rev", 1),
  id: stored.id,
  from: stored.from,
  name: stored.name,
  txt: textUpTo(FIXED_LIMITS.txt, "txt"),
  at: integer("at", 0),
  re: v.exactOptional(integer("re", 1)),
  calls: v.exactOptional(v.array(Call)),
  edited: v.exactOptional(integer("edited", 0)),
  reactions: v.exactOptional(v.array(Reaction)),
  files: v.exactOptional(v.array(File)),
  /** An act of somebody who keeps order (P32). */
  notice: v.exactOptional(Notice),
  /** Its sender owned the name when they said it (P34). */
  owned: v.exactOptional(v.literal(true)),
  gone: v.exactOptional(v.object({ by: v.exactOptional(stored.from), at: integer("gone.at", 0) })),
});
export type Message = v.InferOutput<typeof Message>;

/** A message that has not been numbered yet. `(from, room, id)` names it permanently (P8). */
export type Draft = Pick<
  Message,
  "room" | "id" | "from" | "name" | "txt" | "re" | "calls" | "files" | "notice" | "owned"
>;

/** What somebody says, as it is to be stored. Written out, as `metaOf` is. */
export function draftOf(
  { room, name, txt, re }: Pick<Message, "room" | "name" | "txt"> & { re?: number | undefined },
  id: string,
  from: string,
): Draft {
  const draft = { room, id, from, name, txt };
  return re === undefined ? draft : { ...draft, re };
}

/** The `rev` of the room before this one (P22). */
const revBefore = integer("prev", 0);

/** What the server adds to a message when it accepts it (P9). */
export const Meta = v.object({ ...v.omit(Message, ["name", "txt"]).entries, prev: revBefore });
export type Meta = v.InferOutput<typeof Meta>;

/**
 * The meta of a message. Written out, for those that nothing has happened to: an object of all the other fields costs
 * 0.5 µs, and the same again as JSON.
 */
export function metaOf(message: Message, prev: number): Meta {
  const { room, seq, rev, id, from, at, re, calls, edited, reactions, files, notice, owned, gone } =
    message;
  const meta: Meta = { room, seq, rev, prev, id, from, at };
  if (re !== undefined) meta.re = re;
  if (calls) meta.calls = calls;
  if (edited !== undefined) meta.edited = edited;
  if (reactions) meta.reactions = reactions;
  if (files) meta.files = files;
  if (notice) meta.notice = notice;
  if (owned) meta.owned = owned;
  if (gone) meta.gone = gone;
  return meta;
}

/** A message's name and text as the server sends them. */
export const ToldText = v.pick(Message, ["name", "txt"]);

/** The first argument of `tianxiu`: a message's name and text. */
export function toldTextOf({ name, txt }: Message): v.InferOutput<typeof ToldText> {
  return { name, txt };
}

/** The `rev` of a room: how much has happened in it (P20). */
const rev = integer("rev", 0);

/** The `seq` of a room's last message, 0 if it has none, and the lowest still kept (P13). */
export const Extent = v.object({ head: integer("head", 0), floor: integer("floor", 0) });
export type Extent = v.InferOutput<typeof Extent>;

/** The reply to `history` (P13): `upto`, for `since`, is where the next page begins. `reset`: read again (P26). */
export const HistoryPage = v.object({
  messages: v.array(Message),
  ...Extent.entries,
  rev,
  upto: v.exactOptional(rev),
  reset: v.exactOptional(v.literal(true)),
});
export type HistoryPage = v.InferOutput<typeof HistoryPage>;

/** The reply to a change (P21): the message as it is now. */
export const ChangeReply = v.object({ rev, prev: revBefore, message: Message });
export type ChangeReply = v.InferOutput<typeof ChangeReply>;

/** The arguments of `changed` (P22): the message as it is now, the `rev` before it, and who changed it. */
export const ChangedNotice = v.tuple([Message, revBefore, stored.from]);

/** The reply to `reactors` (P25): in the order in which they reacted. `more`: there are others after them. */
export const Reactors = v.object({ people: peopleList, more: v.boolean() });
export type Reactors = v.InferOutput<typeof Reactors>;

/** The reply to `join`: with the room's extent, so that a client knows at once what it has missed. */
export const Joined = v.object({ ...Presence.entries, ...Extent.entries, rev });
export type Joined = v.InferOutput<typeof Joined>;

/** The limits that `welcome` announces: characters, messages, rooms and bytes. A key that is missing is no limit. */
export const Limits = v.object({
  txt: v.number(),
  name: v.number(),
  page: v.number(),
  rooms: v.optional(v.number()),
  backlog: v.optional(v.number()),
  files: v.optional(FileLimits),
});
export type Limits = v.InferOutput<typeof Limits>;

/** The second argument of `dixiu` (P3). */
export const Welcome = v.object({
  version: v.number(),
  you: Person,
  room: stored.room,
  head: integer("head", 0),
  rev,
  epoch: v.string(),
  limits: Limits,
  server: ServerProfile,
  /** What is kept of a person who has a key. */
  self: v.exactOptional(Self),
  /** Every room of this person, however many (P36). */
  rooms: v.array(OwnRoom),
});
export type Welcome = v.InferOutput<typeof Welcome>;

/** Why something was refused: a code for programs, a sentence for people, and when to try again (ms). */
export const WireError = v.object({
  code: v.picklist(ERROR_CODES),
  message: v.string(),
  retryAfter: v.exactOptional(v.number()),
  /** Why an invitation lets nobody in: `expired`, `used_up` or `revoked` (P27). Where an act is why: what its author wrote (P32). */
  reason: v.exactOptional(v.string()),
  /** Until when somebody is muted or banned, in milliseconds since 1970; `reason` says why then (P32). */
  until: v.exactOptional(v.number()),
});
export type WireError = v.InferOutput<typeof WireError>;
