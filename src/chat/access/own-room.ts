/** Rooms and the server as they are told to a person (P36). */
import {
  type Level,
  type Marked,
  type OwnRoom,
  type Person,
  type PutOut,
  type Rank,
  type Restricted,
  type RoomKind,
  SERVER_ROOM,
  type ServerProfile,
} from "../../protocol";
import type { Mark, Profile, Restriction } from "../../store";
import { isHidden, isInForce } from "./rules";

/** What is known of a room when it is told to somebody. */
export interface ToldRoom {
  room: string;
  rank?: Rank | undefined;
  profile?: Profile | undefined;
  head: number;
  rev: number;
  /** What the person may not do there. */
  restrictions?: readonly Restriction[] | undefined;
  /** How far the person has read, and which messages notify them (P36). */
  seen?: number | undefined;
  level?: Level | undefined;
  /** Of a direct room: the other person (P30). */
  with?: Person | undefined;
}

/** A room as one of its people sees it. Every room of everybody who connects is told: so nothing is spread here. */
export function ownRoom(state: ToldRoom): OwnRoom {
  const { room, rank, profile, head, rev, restrictions, seen, level } = state;
  const told: OwnRoom = { room, kind: profile?.kind ?? kindOf(room), head, rev };
  if (rank) told.rank = rank;
  if (profile) {
    const { title, topic, locked, listed, days } = profile;
    if (title) told.title = title;
    if (topic) told.topic = topic;
    if (locked) told.locked = locked;
    if (listed) told.listed = listed;
    if (days) told.days = days;
  }
  if (seen !== undefined) told.seen = seen;
  if (level) told.level = level;
  if (state.with) told.with = state.with;
  const muted = restrictionIn(restrictions, room, "mute");
  if (muted) told.muted = untilAndWhy(muted);
  return told;
}

/** A person's mark in a room, as it is told. */
export function marked(room: string, { seen, level }: Mark): Marked {
  return { room, ...(seen !== undefined && { seen }), ...(level && { level }) };
}

/** A person's restriction of a kind in a room, if one is in force. */
export function restrictionIn(
  restrictions: readonly Restriction[] | undefined,
  room: string,
  kind: Restriction["kind"],
): Restriction | undefined {
  return restrictions?.find((one) => one.room === room && one.kind === kind && isInForce(one));
}

/** A restriction as it is told, under a name. */
function heldAs(
  name: "muted" | "banned",
  restriction: Restriction | undefined,
): Partial<Record<typeof name, Restricted>> {
  return restriction ? { [name]: untilAndWhy(restriction) } : {};
}

/** Until when, and why, where that is known. */
export function untilAndWhy({
  until,
  reason,
}: {
  until?: number | undefined;
  reason?: string | undefined;
}): Restricted {
  return { ...(until !== undefined && { until }), ...(reason && { reason }) };
}

/** A room that has ended for a person: without anything about what it is or was. */
export function goneRoom(room: string, out?: PutOut, kind: RoomKind = kindOf(room)): OwnRoom {
  const gone = { room, kind, head: 0, rev: 0, gone: true as const };
  return out ? { ...gone, out } : gone;
}

const kindOf = (room: string) => (isHidden(room) ? ("closed" as const) : ("open" as const));

/** The server as somebody of this rank on it sees it. */
export function serverProfile(
  profile: Profile | undefined,
  standing: { rank?: Rank | undefined; restrictions?: readonly Restriction[] | undefined } = {},
): ServerProfile {
  const { rank, restrictions } = standing;
  return {
    ...labels(profile?.title, profile?.topic),
    ...(rank && { rank }),
    ...heldAs("muted", restrictionIn(restrictions, SERVER_ROOM, "mute")),
    ...heldAs("banned", restrictionIn(restrictions, SERVER_ROOM, "ban")),
  };
}

/** A title and a topic, each only if there is one. */
export function labels(title?: string, topic?: string): { title?: string; topic?: string } {
  return { ...(title && { title }), ...(topic && { topic }) };
}

/** The profile of a room that has none yet. */
export function newProfile(room: string, at: number): Profile {
  return { room, kind: kindOf(room), at };
}
