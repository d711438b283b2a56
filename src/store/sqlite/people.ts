/**
 * What is kept of a person, in the embedded store. It is read for everybody who connects, so each row is looked up by a statement of
 * its own: with joins, the same takes four times as long.
 */
import { SERVER_ROOM } from "../../protocol";
import type { Belonging, PersonRecord } from "../community";
import { profileOf, rankOf } from "../community-rows";
import type { CommunityStatements } from "./community-statements";

/** Somebody who belongs to nothing. */
const NOBODY: PersonRecord = Object.freeze({ rooms: Object.freeze([]) });
const NOTHING_SAID = { head: 0, rev: 0 };

export function readPerson(statements: CommunityStatements, from: string): PersonRecord {
  const memberships = statements.memberships.all({ from });
  if (memberships.length === 0) return NOBODY;
  const name = statements.name.get({ from })?.name;
  const rooms: Belonging[] = [];
  let onServer: number | undefined;
  for (const { room, rank } of memberships) {
    if (room === SERVER_ROOM) onServer = rank;
    else addRoom(statements, rooms, { room, rank });
  }
  return {
    ...(onServer !== undefined && { rank: rankOf(onServer) }),
    ...(name !== undefined && { name }),
    rooms,
  };
}

/** Adds a room of a person, unless it was dissolved. */
function addRoom(
  { profile: profiles, numbers }: CommunityStatements,
  rooms: Belonging[],
  { room, rank }: { room: string; rank: number },
): void {
  const profile = profiles.get({ room });
  if (profile?.dissolved === 1) return;
  const { head, rev } = numbers.get({ room }) ?? NOTHING_SAID;
  const belonging = { room, rank: rankOf(rank), head, rev };
  rooms.push(profile ? { ...belonging, profile: profileOf(profile) } : belonging);
}
