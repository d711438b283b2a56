/** The wire's shapes of people: who a person is, who is in a room, and who is typing. */
import * as v from "valibot";
import { FIXED_LIMITS } from "../limits";
import {
  count,
  ids,
  KeyField,
  NameField,
  object,
  RankField,
  request,
  RoomField,
  stored,
  textUpTo,
  TokenField,
} from "./fields";

/** What a connection says of itself in Socket.IO's `auth` (P1). */
export const Introduction = object("auth", {
  name: v.optional(NameField),
  key: v.optional(KeyField),
  /** The token of an invitation, which is redeemed (P27). */
  invitation: v.optional(TokenField),
  /** The token of a link of `bun run rekey`: the person of the link has this key from now on (P35). */
  rekey: v.optional(TokenField),
});

export const TypingRequest = request({
  room: RoomField,
  on: v.boolean("on must be true or false"),
});
export const RenameRequest = request({ name: NameField });

/** People by the beginning of their name, those who moderate, or names to ids (P25). */
export const PeopleRequest = v.pipe(
  request({
    room: v.optional(RoomField),
    q: v.optional(textUpTo(FIXED_LIMITS.name, "q")),
    from: v.optional(ids),
    moderators: v.optional(v.literal(true, "moderators must be true")),
  }),
  v.check(
    ({ room, q, from, moderators }) =>
      q === undefined && moderators === undefined ? from !== undefined : room !== undefined,
    "people takes room and q, room and moderators, or from",
  ),
);

/** Somebody's public id and name; the name is "" until it is known. */
export const Person = v.object({ from: stored.from, name: v.string() });
export type Person = v.InferOutput<typeof Person>;

export const peopleList = v.array(Person);

/**
 * Somebody as `people` finds them: with whether they own that name, and when they were here last, in milliseconds since 1970, if they
 * allow it. `rank` is that of a moderator or owner of the room, `onServer` that of one of the server, in open rooms.
 */
export const FoundPerson = v.object({
  ...Person.entries,
  owned: v.exactOptional(v.literal(true)),
  lastSeen: v.exactOptional(v.number()),
  rank: v.exactOptional(RankField),
  onServer: v.exactOptional(RankField),
});
export type FoundPerson = v.InferOutput<typeof FoundPerson>;

/** The people of a room (P15): how many there are, and up to a hundred of them. */
export const Presence = v.object({ room: stored.room, count, people: peopleList });
export type Presence = v.InferOutput<typeof Presence>;

/** What has changed among a room's people: who is new or has another name, and the `from` of those not named any more (P15). */
export const PeopleChanged = v.object({
  room: stored.room,
  count,
  came: peopleList,
  gone: v.array(stored.from),
});
export type PeopleChanged = v.InferOutput<typeof PeopleChanged>;

/** The reply to `people` (P25). */
export const FoundPeople = v.object({
  room: v.exactOptional(stored.room),
  people: v.array(FoundPerson),
});
export type FoundPeople = v.InferOutput<typeof FoundPeople>;

/** Somebody writes, or no longer does (P16). */
export const Typing = v.object({ room: stored.room, ...Person.entries, on: v.boolean() });
export type Typing = v.InferOutput<typeof Typing>;
