/** Rooms and the server as they are told to a person (P36). */
import type { OwnRoom, Rank, ServerProfile } from "../../protocol";
import type { Profile } from "../../store";
import { isHidden } from "./rules";

/** What is known of a room when it is told to somebody. */
export interface ToldRoom {
  room: string;
  rank?: Rank | undefined;
  profile?: Profile | undefined;
  head: number;
  rev: number;
}

/** A room as one of its people sees it. */
export function ownRoom({ room, rank, profile, head, rev }: ToldRoom): OwnRoom {
  const { title, topic, locked, listed, days } = profile ?? {};
  return {
    room,
    kind: isHidden(room) ? "closed" : "open",
    ...labels(title, topic),
    ...(rank && { rank }),
    ...(locked && { locked }),
    ...(listed && { listed }),
    ...(days && { days }),
    head,
    rev,
  };
}

/** A room that is somebody's no more: no word of what it is or was. */
export function goneRoom(room: string): OwnRoom {
  return { room, kind: isHidden(room) ? "closed" : "open", head: 0, rev: 0, gone: true };
}

/** The server as somebody of this rank on it sees it. */
export function serverProfile(profile: Profile | undefined, rank?: Rank): ServerProfile {
  return { ...labels(profile?.title, profile?.topic), ...(rank && { rank }) };
}

/** A title and a topic, each only if there is one. */
export function labels(title?: string, topic?: string): { title?: string; topic?: string } {
  return { ...(title && { title }), ...(topic && { topic }) };
}

/** The profile of a room that has none yet. */
export function newProfile(room: string, at: number): Profile {
  return { room, kind: isHidden(room) ? "closed" : "open", at };
}
