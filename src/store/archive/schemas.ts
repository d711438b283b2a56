/** What each line of an archive must be. */
import * as v from "valibot";
import {
  INVITATION,
  LOBBY,
  RANKS,
  ROOM_DAYS,
  ROOM_KINDS,
  SERVER_ROOM,
  TITLE_LENGTH,
  TOPIC_LENGTH,
} from "../../protocol";
import { FileId, labelField, Message, stored } from "../../protocol/schemas";
import { EmojiField } from "../../protocol/schemas/fields";
import { at, fileName, mediaType, nameOrNone, pixels, reasonOrNone, room, whole } from "./fields";
import type { ArchiveItem } from "./items";
import { messageFields } from "./message-fields";
import { PERSON_KINDS } from "./person-items";

/** Far above the `seq` of any room, and far enough below the highest safe integer for the room to grow. */
const HIGHEST_SEQ = 2 ** 48;

const seqOrNone = v.pipe(whole, v.maxValue(HIGHEST_SEQ));
const givenSeq = v.pipe(seqOrNone, v.minValue(1));
/** Twice as far, since every message may be changed any number of times. */
const givenRev = v.optional(v.pipe(whole, v.maxValue(2 * HIGHEST_SEQ)));
const RoomLine = v.pipe(
  v.strictObject({ room: stored.room, head: seqOrNone, at, rev: givenRev }),
  v.transform((line) => ({ ...line, rev: line.rev ?? line.head })),
);
const MessageLine = v.pipe(
  v.strictObject({
    ...Message.entries,
    ...messageFields,
    seq: givenSeq,
    at,
    rev: givenRev,
    by: v.exactOptional(stored.from),
  }),
  v.check(
    ({ txt, gone, files }) => txt !== "" || gone !== undefined || files !== undefined,
    "txt is empty",
  ),
  v.transform((line) => ({ ...line, rev: line.rev ?? line.seq })),
);
const ofMessage = { room: stored.room, seq: givenSeq, from: stored.from };
const ReactionLine = v.strictObject({ ...ofMessage, emoji: EmojiField, name: nameOrNone });
const ChangeLine = v.strictObject({ ...ofMessage, change: stored.id });
const RetiredLine = v.strictObject({ ...ofMessage, id: stored.id, at, until: whole });

/** The room of a membership or an invitation: the lobby is nobody's (P29). */
const owned = v.pipe(
  room,
  v.check((name) => name !== LOBBY, "nobody belongs to the lobby"),
);
const rank = v.picklist(RANKS);
const yes = v.exactOptional(v.literal(true));
const upTo = (most: number) => v.pipe(whole, v.maxValue(most));
const ProfileLine = v.pipe(
  v.strictObject({
    room,
    kind: v.picklist(ROOM_KINDS),
    title: v.exactOptional(labelField("title", TITLE_LENGTH)),
    topic: v.exactOptional(labelField("topic", TOPIC_LENGTH)),
    locked: yes,
    listed: yes,
    days: v.exactOptional(upTo(ROOM_DAYS)),
    founder: v.exactOptional(stored.from),
    at,
    isDissolved: yes,
    access: v.exactOptional(v.picklist(["open", "invited"])),
  }),
  v.check(
    (line) => (line.kind === "open") === !line.room.startsWith("~"),
    "an open room has a name of its own, and a closed one has one with ~",
  ),
  v.check(
    (line) => line.access === undefined || line.room === SERVER_ROOM,
    "access is the server's",
  ),
  v.check(
    ({ isDissolved, room: name }) => !isDissolved || (name !== LOBBY && name !== SERVER_ROOM),
    "neither the lobby nor the server can be dissolved",
  ),
);
const MemberLine = v.strictObject({ room: owned, from: stored.from, name: nameOrNone, rank });
const InvitationLine = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[\w-]{16}$/, "id is no invitation's")),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "hash is no SHA-256")),
  room: owned,
  at,
  until: whole,
  uses: upTo(INVITATION.uses),
  used: upTo(INVITATION.uses),
  rank,
  maker: v.exactOptional(stored.from),
  isRevoked: yes,
});
const RestrictionLine = v.strictObject({
  room,
  from: stored.from,
  restricted: v.picklist(["mute", "ban"]),
  until: v.exactOptional(whole),
  reason: reasonOrNone,
  by: stored.from,
  at,
  address: yes,
});
const ReportLine = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[\w-]{16}$/, "id is no report's")),
  room,
  seq: givenSeq,
  from: stored.from,
  reporter: stored.from,
  at,
  reason: reasonOrNone,
  outcome: v.exactOptional(v.picklist(["acted", "nothing"])),
  decidedBy: v.exactOptional(stored.from),
  told: yes,
});
const size = v.pipe(whole, v.maxValue(2 ** 40));
const FileLine = v.pipe(
  v.strictObject({
    file: FileId,
    room: stored.room,
    from: stored.from,
    name: fileName,
    type: mediaType,
    size,
    width: pixels,
    height: pixels,
    at,
    small: v.exactOptional(size),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "sha256 is no SHA-256")),
    safe: yes,
    message: v.exactOptional(stored.id),
    claimedAt: v.exactOptional(whole),
  }),
  v.check(
    ({ safe, type }) => safe === undefined || /^image\/(?!svg)/.test(type),
    "only pictures are re-encoded",
  ),
);
const PieceLine = v.strictObject({
  piece: v.pipe(
    v.string(),
    v.rawTransform<string, Uint8Array>(({ dataset, addIssue, NEVER }) => {
      try {
        return Uint8Array.fromBase64(dataset.value);
      } catch {
        addIssue({ message: "piece is no base64" });
        return NEVER;
      }
    }),
  ),
  form: v.exactOptional(v.literal("small")),
});
const LastLine = v.strictObject({
  end: v.strictObject({
    rooms: whole,
    messages: whole,
    profiles: v.exactOptional(whole),
    members: v.exactOptional(whole),
    invitations: v.exactOptional(whole),
    restrictions: v.exactOptional(whole),
    reports: v.exactOptional(whole),
    keys: v.exactOptional(whole),
    names: v.exactOptional(whole),
    marks: v.exactOptional(whole),
    settings: v.exactOptional(whole),
    blocks: v.exactOptional(whole),
    erased: v.exactOptional(whole),
    files: v.exactOptional(whole),
    bytes: v.exactOptional(whole),
  }),
});
export type ArchiveLine = ArchiveItem | v.InferOutput<typeof LastLine>;

/** The kinds of lines by a key that, of those that come after it, only lines of its kind have. So an error can name what is wrong. */
const KINDS = [
  ["end", LastLine],
  ["file", FileLine],
  ["piece", PieceLine],
  ...PERSON_KINDS,
  ["restricted", RestrictionLine],
  ["reporter", ReportLine],
  ["hash", InvitationLine],
  ["until", RetiredLine],
  ["change", ChangeLine],
  ["emoji", ReactionLine],
  ["seq", MessageLine],
  ["id", MessageLine],
  ["txt", MessageLine],
  ["kind", ProfileLine],
  ["rank", MemberLine],
] as const;

/** The schema of a line with these keys. */
export function schemaOf(keys: ReadonlySet<string>) {
  const [, schema = RoomLine] = KINDS.find(([key]) => keys.has(key)) ?? [];
  return schema;
}
