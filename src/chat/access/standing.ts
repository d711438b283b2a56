/** What a person is on the server and in rooms, as all callers of the person share it. */
import { isAtLeast, LOBBY, type Rank, SERVER_ROOM } from "../../protocol";
import type { Belonging, Mark, PersonRecord, Restriction, SelfRecord } from "../../store";
import type { Caller } from "../caller";
import { isHidden } from "./rules";

/** What a person is on the server and in rooms. The object stays the same for as long as a caller of the person is here. */
export interface Standing {
  /** The rank on the server. */
  rank: Rank | undefined;
  /** Every room that the person belongs to, by name, without direct rooms with people whom they have blocked. */
  rooms: ReadonlyMap<string, Belonging>;
  /** What is kept of a person beside that, if they said anything. */
  self?: SelfRecord | undefined;
  /** The id of the key that counts; undefined of somebody without one, and of who was erased (P35). */
  keyId?: string | undefined;
  /** Marks that are being written, by room (P36); undefined where that failed, and the person is being read. */
  marking?: ReadonlyMap<string, Mark | undefined> | undefined;
  /** What the person may not do, in any place; undefined for nearly everybody. Some of it may have ended. */
  restrictions: readonly Restriction[] | undefined;
  /** Whether something was decided about a report of the person's that they were not told of when this was read. */
  isOwedNews?: boolean | undefined;
  /** False while it is not known whether this still holds. */
  isSure: boolean;
}

/** What a standing was before it changed. */
export type Before = Pick<Standing, "rank" | "rooms" | "restrictions" | "self">;

export const NO_ROOMS: ReadonlyMap<string, Belonging> = new Map();

/** The standing of everybody without a key, and of those who are nobody here yet. */
export const STRANGER: Standing = Object.freeze({
  rank: undefined,
  rooms: NO_ROOMS,
  restrictions: undefined,
  isSure: true,
});

const makesKnown = ({ room, rank, profile }: Belonging) =>
  isHidden(room) ? profile?.kind !== "direct" : isAtLeast(rank, "moderator");

/** Whether a person is known to the server: by an invitation, a rank, or a closed room, which a direct one is not (P27). */
export function isKnown({ rank, rooms }: Pick<Standing, "rank" | "rooms">): boolean {
  return rank !== undefined || rooms.values().some(makesKnown);
}

/** Whether a caller's key is no longer its person's: it was replaced, or the person was erased (P35). */
export function isReplaced({ hasKey, keyId, nextKeyId, standing }: Caller): boolean {
  const now = standing.keyId;
  return hasKey && now !== keyId && (now === undefined || now !== nextKeyId);
}

/** A standing as it is now, to be compared with what it becomes. */
export const beforeOf = ({ rank, rooms, restrictions, self }: Standing): Before => ({
  rank,
  rooms,
  restrictions,
  self,
});

/** The rooms of a person that they see: not those that were dissolved, nor those with somebody whom they have blocked. */
export function roomsOf({ rooms, self }: PersonRecord, marks: Marks): Standing["rooms"] {
  const blocked = new Set(self?.blocked);
  const seen = rooms.filter(
    (one) => !one.profile?.isDissolved && !(one.with && blocked.has(one.with.from)),
  );
  if (seen.length === 0) return NO_ROOMS;
  return new Map(seen.map((one) => [one.room, { ...one, ...marks.get(one.room) }]));
}

/** What is kept of a person beside their rooms. */
export function selfIn({ self }: PersonRecord, marks: Marks): Standing["self"] {
  const lobby = marks.get(LOBBY);
  return lobby ? { blocked: [], ...self, lobby: { ...self?.lobby, ...lobby } } : self;
}

/** Marks by room that hold instead of those that were read. */
type Marks = ReadonlyMap<string, Mark | undefined>;

/** The person's restrictions in a room and on the server. */
export function restrictionsIn(
  { restrictions }: Pick<Standing, "restrictions">,
  room: string,
): readonly Restriction[] | undefined {
  return restrictions?.filter((one) => one.room === room || one.room === SERVER_ROOM);
}
