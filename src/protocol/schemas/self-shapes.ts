/** The wire's shapes of a person on every device: owned names, keys, read marks, direct rooms, blocks (P30, P34 to P36). */
import * as v from "valibot";
import { integer, KeyField, NameField, request, RoomField, stored } from "./fields";
import { LEVELS, REACHES } from "../ranks";
import { OwnRoom } from "./room-shapes";

const LevelField = v.picklist(LEVELS, `level must be one of ${LEVELS.join(", ")}`);
const ReachField = v.picklist(REACHES, `direct must be one of ${REACHES.join(", ")}`);
const flag = (field: string) => v.boolean(`${field} must be true or false`);

/** `claim`: the name becomes the caller's own, instead of the one that was. */
export const ClaimRequest = request({ name: NameField });
export const ReleaseRequest = request({});
/** A moderator of the server gives a name to somebody (P34). */
export const GrantRequest = request({ name: NameField, from: stored.from });
/** The key that the caller's person has from now on (P35). */
export const RekeyRequest = request({ key: KeyField });

/**
 * How far a person has read in a room, and which messages notify them (P36). `unread`: the mark goes back to `seq` on purpose;
 * otherwise the further one counts.
 */
export const MarkRequest = v.pipe(
  request({
    room: RoomField,
    seq: v.optional(integer("seq", 0)),
    level: v.optional(LevelField),
    unread: v.optional(flag("unread"), false),
  }),
  v.check(
    ({ seq, level }) => seq !== undefined || level !== undefined,
    "mark takes seq, level or both",
  ),
  v.check(({ seq, unread }) => !unread || seq !== undefined, "unread takes seq"),
);
/** A person's mark in a room as it is now: the reply to `mark`, which is also sent to the person's other connections. */
export const Marked = v.object({
  room: stored.room,
  seen: v.exactOptional(integer("seen", 0)),
  level: v.exactOptional(LevelField),
});
export type Marked = v.InferOutput<typeof Marked>;

export const DirectRequest = request({ from: stored.from });
export const BlockRequest = request({ from: stored.from, on: flag("on") });
/** `direct`: who may write to one; `lastSeen`: whether others see when one was here last. */
export const AllowRequest = v.pipe(
  request({ direct: v.optional(ReachField), lastSeen: v.optional(flag("lastSeen")) }),
  v.check(
    ({ direct, lastSeen }) => direct !== undefined || lastSeen !== undefined,
    "allow takes direct, lastSeen or both",
  ),
);
/** `messages`: whether all that the person said is removed as well. */
export const EraseRequest = request({ messages: flag("messages") });

/** What the server stores about a person and sends to nobody else: in the greeting, and in the notice `self` when it changes. */
export const Self = v.object({
  /** The name that the person owns. */
  claimed: v.exactOptional(v.string()),
  direct: ReachField,
  lastSeen: v.boolean(),
  blocked: v.array(stored.from),
});
export type Self = v.InferOutput<typeof Self>;

export const DirectReply = v.object({ room: OwnRoom });
