/** Profiles, members and invitations as both stores keep them in rows, and the facts that are made of rows. */
import { foldName, type Person, type Rank, RANKS } from "../protocol";
import type { ArchivedMember, ArchivedProfile, ArchivedRestriction } from "./archive/items";
import type {
  Belonging,
  CommunityChange,
  Decision,
  Facts,
  Invitation,
  Profile,
  Question,
  Restriction,
} from "./community";

import type { Mark } from "./persons";

type Changed = Exclude<CommunityChange, "all">;

/** Milliseconds for which a founding counts (P29). */
export const LATELY = 86_400_000;

/** A profile's row. `words` is its name, title and topic, folded, for searches. */
export type ProfileRow = {
  room: string;
  kind: Profile["kind"];
  title: string | null;
  topic: string | null;
  locked: number;
  listed: number;
  days: number;
  founder: string | null;
  at: number;
  dissolved: number;
};

export type InvitationRow = {
  id: string;
  hash: string;
  room: string;
  rank: number;
  maker: string | null;
  at: number;
  until: number;
  uses: number;
  used: number;
  revoked: number;
};

/** The columns of the tables `profiles` and `invitations`, by which rows are read and written. */
export const PROFILE_COLUMNS = [
  "room",
  "kind",
  "title",
  "topic",
  "locked",
  "listed",
  "days",
  "founder",
  "at",
  "dissolved",
] as const;
export const INVITATION_COLUMNS = [
  "id",
  "hash",
  "room",
  "rank",
  "maker",
  "at",
  "until",
  "uses",
  "used",
  "revoked",
] as const;

export function profileOf(row: ProfileRow): Profile {
  const { room, kind, at, title, topic, founder, days } = row;
  return {
    room,
    kind,
    ...(title !== null && { title }),
    ...(topic !== null && { topic }),
    ...(row.locked === 1 && { locked: true }),
    ...(row.listed === 1 && { listed: true }),
    ...(days > 0 && { days }),
    ...(founder !== null && { founder }),
    at,
    ...(row.dissolved === 1 && { isDissolved: true }),
  };
}

/** An empty topic is none. */
export function rowOfProfile(profile: Profile): ProfileRow & { words: string } {
  const { room, kind, at, title = "", topic = "", founder, days = 0 } = profile;
  return {
    room,
    kind,
    title: title || null,
    topic: topic || null,
    locked: profile.locked ? 1 : 0,
    listed: profile.listed ? 1 : 0,
    days,
    founder: founder ?? null,
    at,
    dissolved: profile.isDissolved ? 1 : 0,
    words: foldName([room, title, topic].join("\n")),
  };
}

export function invitationOf({ rank, maker, revoked, ...row }: InvitationRow): Invitation {
  return {
    ...row,
    rank: rankOf(rank),
    ...(maker !== null && { maker }),
    ...(revoked === 1 && { isRevoked: true }),
  };
}

export function rowOfInvitation(invitation: Invitation): InvitationRow {
  const { isRevoked, maker, rank, ...row } = invitation;
  return { ...row, rank: RANKS.indexOf(rank), maker: maker ?? null, revoked: isRevoked ? 1 : 0 };
}

/** The rank at a place among the ranks. A newer version may know higher ones: here they count as the lowest. */
export function rankOf(place: number): Rank {
  return RANKS[place] ?? "member";
}

/** A room of a person, as it is read: its profile's columns are NULL where it has none. */
export type BelongingRow = Pick<Belonging, "room" | "head" | "rev"> & {
  rank: number;
  with: Person | null;
} & (ProfileRow | { kind: null });

export function belongingOf(row: BelongingRow, mark: Mark | undefined): Belonging {
  const { room, rank, head, rev, with: other } = row;
  const known = { room, rank: rankOf(rank), head, rev, ...mark, ...(other && { with: other }) };
  return row.kind === null ? known : { ...known, profile: profileOf(row) };
}

/** A restriction's row, as it is read. */
export type RestrictionRow = Omit<Restriction, "until" | "address"> & {
  until: number | null;
  address: number;
};

export function restrictionOf({ until, address, ...row }: RestrictionRow): Restriction {
  return { ...row, ...(until !== null && { until }), ...(address === 1 && { address: true }) };
}

export function rowOfRestriction({ until, address, ...row }: Restriction): RestrictionRow {
  return { ...row, until: until ?? null, address: address ? 1 : 0 };
}

/** What is read of a question's rooms. */
export interface FactRows {
  profiles: readonly ProfileRow[];
  ranks: readonly { room: string; from: string; rank: number }[];
  rooms: readonly { room: string; owners: number; head: number; acts: number }[];
  /** Those of the people asked for, in the rooms asked for, that are in force. */
  restrictions: readonly RestrictionRow[];
  foundedLately: number;
  invitation: InvitationRow | null;
}

/** The facts of a question. They throw for a room or a person that was not asked for. */
export function factsOf(question: Question, rows: FactRows, now: number): Facts {
  const rooms = new Map(rows.rooms.map((one) => [one.room, one]));
  const ranks = new Map(rows.ranks.map(({ room, from, rank }) => [`${from} ${room}`, rank]));
  const people = new Set(question.people);
  function requireAsked(from: string): void {
    if (!people.has(from)) throw new Error(`the question did not ask for ${from}`);
  }
  const restrictions = rows.restrictions.map(restrictionOf);
  function of(room: string) {
    const found = rooms.get(room);
    if (!found) throw new Error(`the question did not ask for the room ${room}`);
    return found;
  }
  return {
    profiles: new Map(rows.profiles.map((row) => [row.room, profileOf(row)])),
    rank(room, from) {
      requireAsked(from);
      const rank = ranks.get(`${from} ${of(room).room}`);
      return rank === undefined ? undefined : rankOf(rank);
    },
    restrictions(room, from) {
      requireAsked(from);
      const { room: asked } = of(room);
      return restrictions.filter((one) => one.room === asked && one.from === from);
    },
    acts: (room) => of(room).acts,
    owners: (room) => of(room).owners,
    head: (room) => of(room).head,
    foundedLately: rows.foundedLately,
    ...(rows.invitation && { invitation: invitationOf(rows.invitation) }),
    now,
  };
}

/** Whether a decision changes anything. */
export function isNothing({ invitation, notice, ...lists }: Decision): boolean {
  const { profiles, members, restrictions, lifted, ended, removals } = lists;
  const all = [profiles, members, restrictions, lifted, ended, removals];
  return all.every((list = []) => list.length === 0) && !invitation && !notice;
}

/** What a decision changes for others: profiles, and the ranks of people. Undefined where it changes none. */
export function changedBy(decision: Decision): Changed | undefined {
  const { profiles = [], members = [], restrictions = [], lifted = [] } = decision;
  const rooms = [...new Set(profiles.map(({ room }) => room))];
  const restricted = [...new Set([...restrictions, ...lifted].map(({ from }) => from))];
  const people = [...new Set([...members.map(({ person }) => person.from), ...restricted])];
  if (rooms.length + people.length === 0) return undefined;
  return { rooms, people, ...(restricted.length > 0 && { restricted }) };
}

/** Rows as an archive is made of them. */
export type AccessRow = ProfileRow & { access: "open" | "invited" | null };
export type MemberRow = Person & { room: string; rank: number };

export function archivedProfileOf({ access, ...row }: AccessRow): ArchivedProfile {
  return { ...profileOf(row), ...(access !== null && { access }) };
}

export function archivedRestrictionOf(row: RestrictionRow): ArchivedRestriction {
  const { kind, ...restriction } = restrictionOf(row);
  return { ...restriction, restricted: kind };
}

export function restrictionFrom({ restricted: kind, ...kept }: ArchivedRestriction): Restriction {
  return { ...kept, kind };
}

export function archivedMemberOf({ room, from, name, rank }: MemberRow): ArchivedMember {
  return { room, from, name, rank: rankOf(rank) };
}
