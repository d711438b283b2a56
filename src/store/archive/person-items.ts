/** What an archive has of who people are: keys by their ids alone, and no token. */
import * as v from "valibot";
import { LEVELS, REACHES } from "../../protocol";
import { stored } from "../../protocol/schemas";
import { textUpTo } from "../../protocol/schemas/fields";
import { at, room, whole } from "./fields";

/** The look of a name: a longer one is kept as its hash (P37). */
const look = v.pipe(v.string(), v.minLength(1, "claimed is empty"), textUpTo(100, "claimed"));
/** Before all rooms, or a room. */
const roomOrNone = v.union([v.literal(""), stored.room]);

/** A key that is not its person's first one; without a holder it is refused. */
const KeyLine = v.strictObject({ key: stored.from, holder: v.exactOptional(stored.from) });
/** A name that somebody owns; `claimed` is one of its looks, each of which has a line. */
const ClaimLine = v.strictObject({ claimed: look, name: stored.name, from: stored.from });
const MarkLine = v.strictObject({
  room,
  from: stored.from,
  seen: v.exactOptional(whole),
  level: v.exactOptional(v.picklist(LEVELS)),
});
/** What a person allows, and when they were here last if that is seen. */
const SettingsLine = v.strictObject({
  settings: stored.from,
  direct: v.exactOptional(v.picklist(REACHES)),
  lastSeen: v.exactOptional(v.boolean()),
  here: v.exactOptional(at),
});
const BlockLine = v.strictObject({ from: stored.from, blocked: stored.from });
/** A person who was erased. What they said is still to be removed in the rooms after `after`. */
const ErasedLine = v.strictObject({ erased: stored.from, after: v.exactOptional(roomOrNone) });

export type ArchivedKey = v.InferOutput<typeof KeyLine>;
export type ArchivedClaim = v.InferOutput<typeof ClaimLine>;
export type ArchivedMark = v.InferOutput<typeof MarkLine>;
export type ArchivedSettings = v.InferOutput<typeof SettingsLine>;
export type ArchivedBlock = v.InferOutput<typeof BlockLine>;
export type ArchivedErased = v.InferOutput<typeof ErasedLine>;
export type PersonItem =
  ArchivedKey | ArchivedClaim | ArchivedMark | ArchivedSettings | ArchivedBlock | ArchivedErased;

/** The lines by a key that only lines of one kind have, with what their count is called, in the order of an archive. */
export const PERSON_KINDS = [
  ["key", KeyLine, "keys"],
  ["claimed", ClaimLine, "names"],
  ["seen", MarkLine, "marks"],
  ["level", MarkLine, "marks"],
  ["settings", SettingsLine, "settings"],
  ["blocked", BlockLine, "blocks"],
  ["erased", ErasedLine, "erased"],
] as const;

/** What a line's count is called. Undefined for lines of something else. */
export function countOf(item: object): (typeof PERSON_KINDS)[number][2] | undefined {
  return PERSON_KINDS.find(([key]) => key in item)?.[2];
}

export const isPersonItem = (item: object): item is PersonItem => countOf(item) !== undefined;

export const isKey = (item: object): item is ArchivedKey => "key" in item;
export const isClaim = (item: object): item is ArchivedClaim => "claimed" in item;
export const isMark = (item: object): item is ArchivedMark => "seen" in item || "level" in item;
export const isSettings = (item: object): item is ArchivedSettings => "settings" in item;
export const isBlock = (item: object): item is ArchivedBlock => "blocked" in item;
export const isErased = (item: object): item is ArchivedErased => "erased" in item;
