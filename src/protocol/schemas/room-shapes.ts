/** The wire's shapes of people's own rooms: founding them, who belongs to them, and invitations (P27 to P29, P31, P36). */
import * as v from "valibot";
import { INVITATION, ROOM_DAYS, TITLE_LENGTH, TOPIC_LENGTH } from "../limits";
import { LEVELS, ROOM_KINDS } from "../ranks";
import {
  integer,
  labelField,
  RankField,
  request,
  RoomField,
  stored,
  textUpTo,
  TokenField,
} from "./fields";
import { FileId } from "./file-shapes";
import { PutOut, Restricted } from "./act-shapes";
import { FoundPerson, Person } from "./people-shapes";

const TitleField = labelField("title", TITLE_LENGTH);
/** A topic may be empty, which takes it away. */
const TopicField = labelField("topic", TOPIC_LENGTH, 0);
const InvitationId = v.pipe(
  v.string("id must be a string"),
  v.regex(/^[\w-]{16}$/, "id is no invitation's id"),
);
const flag = (field: string) => v.boolean(`${field} must be true or false`);

/** `join`: with an invitation it is redeemed first (P28). */
export const JoinRequest = request({ room: RoomField, invitation: v.optional(TokenField) });

/** An open room has a name, a closed one a title (P29). */
export const FoundRequest = v.pipe(
  request({
    room: v.optional(RoomField),
    title: v.optional(TitleField),
    topic: v.optional(TopicField, ""),
  }),
  v.check(
    ({ room, title }) => (room === undefined) !== (title === undefined),
    "found takes room for an open room, or title for a closed one",
  ),
);

export const SettleRequest = request({
  room: RoomField,
  title: v.optional(TitleField),
  topic: v.optional(TopicField),
  locked: v.optional(flag("locked")),
  listed: v.optional(flag("listed")),
  /** Days for which messages are kept; 0 for as long as the server keeps any. */
  days: v.optional(integer("days", 0, ROOM_DAYS)),
  /** Of the server: a file that was uploaded for it, or none (P38). */
  icon: v.optional(v.nullable(FileId)),
});

export const RoomsRequest = request({ q: v.optional(textUpTo(TITLE_LENGTH, "q"), "") });
export const MembersRequest = request({ room: RoomField, after: v.optional(stored.from) });
/** Without a room: on the server. */
export const RankRequest = request({
  room: v.optional(RoomField),
  from: stored.from,
  rank: RankField,
});

/** Without a room: to the server. */
export const InviteRequest = request({
  room: v.optional(RoomField),
  uses: v.optional(integer("uses", 1, INVITATION.uses), 1),
  days: v.optional(integer("days", 1, INVITATION.days), INVITATION.daysByDefault),
  rank: v.optional(RankField, "member"),
});
export const InvitationRequest = request({ token: TokenField });
export const InvitationsRequest = request({ room: v.optional(RoomField) });
export const RevokeRequest = request({ id: InvitationId });

const title = v.exactOptional(v.string());
const topic = v.exactOptional(v.string());

/** What everybody may know of a room that may be listed. `title` of an open room is its name unless its owner gave it another. */
export const ListedRoom = v.object({ room: stored.room, title, topic });
export type ListedRoom = v.InferOutput<typeof ListedRoom>;

/** A room as one of its people sees it (P36). `rank` is missing for a stranger, `gone` is there when the room has ended for the person. */
export const OwnRoom = v.object({
  ...ListedRoom.entries,
  kind: v.picklist(ROOM_KINDS),
  rank: v.exactOptional(RankField),
  locked: v.exactOptional(v.literal(true)),
  listed: v.exactOptional(v.literal(true)),
  days: v.exactOptional(integer("days", 1)),
  head: integer("head", 0),
  rev: integer("rev", 0),
  /** How far the person has read, and which messages notify them, if they have set it (P36). */
  seen: v.exactOptional(integer("seen", 0)),
  level: v.exactOptional(v.picklist(LEVELS)),
  /** Of a direct room: the other person (P30). */
  with: v.exactOptional(Person),
  gone: v.exactOptional(v.literal(true)),
  /** The person may not write there (P31). */
  muted: v.exactOptional(Restricted),
  /** With `gone`: by which act the person was put out. */
  out: v.exactOptional(PutOut),
});
export type OwnRoom = v.InferOutput<typeof OwnRoom>;

/**
 * The server's name, what it is for, and the person's rank on it (P27, P29). `muted`: in all open rooms. `banned`: the
 * connection ends, and there will be none until then (P31).
 */
export const ServerProfile = v.object({
  title,
  topic,
  rank: v.exactOptional(RankField),
  muted: v.exactOptional(Restricted),
  banned: v.exactOptional(Restricted),
});
export type ServerProfile = v.InferOutput<typeof ServerProfile>;

export const Member = v.object({ ...FoundPerson.entries, rank: RankField });
export type Member = v.InferOutput<typeof Member>;
/** The reply to `members`: those of the highest rank first. `more`: there are others after them. */
export const Members = v.object({ members: v.array(Member), more: v.boolean() });
export type Members = v.InferOutput<typeof Members>;

/** The reply to `invite`: `link` if the server knows its own address. The token is shown this once. */
export const Invited = v.object({
  id: v.string(),
  token: v.string(),
  link: v.exactOptional(v.string()),
  until: v.number(),
});
export type Invited = v.InferOutput<typeof Invited>;

/** An invitation as a list of them has it: never its token. */
export const ListedInvitation = v.object({
  id: v.string(),
  by: Person,
  at: v.number(),
  until: v.number(),
  uses: v.number(),
  used: v.number(),
  rank: RankField,
});
export type ListedInvitation = v.InferOutput<typeof ListedInvitation>;
export const Invitations = v.object({ invitations: v.array(ListedInvitation) });

/** What an invitation says before one accepts it: whose server, which room, and who invites (P28). */
export const InvitationPreview = v.object({
  server: ServerProfile,
  room: v.exactOptional(v.object({ ...ListedRoom.entries, kind: v.picklist(ROOM_KINDS) })),
  by: v.exactOptional(Person),
  rank: RankField,
  until: v.number(),
});
export type InvitationPreview = v.InferOutput<typeof InvitationPreview>;
