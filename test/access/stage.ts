/** Rooms in which everybody has their part, for tests of who may do what. */
import { newToken } from "../../src/chat/invitations/token";
import { randomId } from "../../src/engine";
import { type Rank, RANKS } from "../../src/protocol";
import type { Decision, Profile } from "../../src/store";
import { ABSENT, type Actor, person, SECRET } from "./cast";
import { decree, invitationBy, restrictionOf, type World } from "./world";

/** A room as somebody meets it: an open one that they have joined or not, a closed one, or one of two people. */
export const PLACES = ["outside", "inside", "closed", "direct"] as const;
export type Place = (typeof PLACES)[number];

/** Whether only its members know of it. */
export const isHiddenPlace = (place: Place) => place === "closed" || place === "direct";

/** A room of a test, with its two messages: the first is of the absent member, the second of who acts. */
export interface Staged {
  room: string;
  place: Place;
  actor: Actor;
  /** Of an invitation by the absent member. */
  token: string;
  /** The id of a report by the absent owner. */
  report: string;
}

const nameOf = (place: Place) =>
  isHiddenPlace(place) ? `~${randomId(16)}` : `room-${randomId(9).replaceAll("_", "x")}x`;

/** What the rooms have: two messages, the second of who acts; an invitation by the absent member. */
interface Furniture {
  profile?: Partial<Profile> | undefined;
  isSaid?: boolean;
  isInvitedTo?: boolean | undefined;
  isReported?: boolean | undefined;
  isMuted?: boolean | undefined;
}

/** A room for each of the actors in each place, which nobody has used before. */
export async function stage(
  world: World,
  actors: readonly Actor[],
  { profile = {}, isSaid = false, isInvitedTo = false, isReported, isMuted }: Furniture = {},
): Promise<Staged[]> {
  const staged = PLACES.flatMap((place) =>
    actors.map((actor): Staged => ({
      room: nameOf(place),
      place,
      actor,
      token: newToken(),
      report: randomId(12),
    })),
  );
  await decree(world, {
    profiles: staged.map(({ room, place }) => profileOf(room, place, profile)),
    members: staged.flatMap(membersOf),
    restrictions: [...staged.flatMap(restrictionsOf), ...(isMuted ? staged.map(muteOfMember) : [])],
  });
  if (isSaid) await Promise.all(staged.map((one) => speak(world, one)));
  if (isReported) await Promise.all(staged.map((one) => reportIn(world, one)));
  await Promise.all(
    staged.map(async ({ actor, room }) => {
      if (actor.role === "banned") await actor.knowsOfBan(room);
      else if (rankIn(actor)) await actor.toldOf(room);
    }),
  );
  if (isInvitedTo)
    for (const { room, place, token } of staged)
      await decree(world, { invitation: invitationBy(absentIn(place).member.from, room, token) });
  return staged;
}

/**
 * Takes everybody's part in the rooms away: what a server does for a person takes as long as they have rooms, and in the end
 * everybody would have hundreds.
 */
export async function clear(world: World, staged: readonly Staged[]): Promise<void> {
  await decree(world, {
    members: staged.flatMap(membersOf).map((one) => ({ ...one, rank: undefined })),
    lifted: staged.flatMap(restrictionsOf).map(({ room, from }) => ({ room, from })),
  });
}

export const absentIn = (place: Place) => ABSENT[isHiddenPlace(place) ? "closed" : "open"];

function profileOf(room: string, place: Place, more: Partial<Profile>): Profile {
  if (place === "direct") return { room, kind: "direct", at: 5, ...more };
  const base = { room, founder: absentIn(place).owner.from, at: 5, ...more };
  return place === "closed"
    ? { ...base, kind: "closed", title: `${SECRET} title`, topic: `${SECRET} topic` }
    : { ...base, kind: "open" };
}

/** The rank that a role is called by, if it is one. */
function rankIn({ role }: Actor): Rank | undefined {
  return role === "muted" ? "member" : RANKS.find((rank) => rank === role);
}

/** What somebody may not do in a room of a test, by an act of the absent owner. */
function restrictionsOf({ room, place, actor }: Staged): NonNullable<Decision["restrictions"]> {
  const { role, from } = actor;
  if (role !== "muted" && role !== "banned") return [];
  const kind = role === "muted" ? "mute" : "ban";
  return [restrictionOf(kind, { room, from, by: absentIn(place).owner.from })];
}

function muteOfMember({ room, place }: Staged) {
  const { member, owner } = absentIn(place);
  return restrictionOf("mute", { room, from: member.from, by: owner.from });
}

/** The members of the place: the actor with the rank of their role, and people who are absent. One is of two people, without ranks. */
function membersOf({ room, place, actor }: Staged): NonNullable<Decision["members"]> {
  const { member, owner } = absentIn(place);
  const rank = rankIn(actor);
  if (place === "direct") {
    const other = rank ? person(actor.role) : owner;
    return [member, other].map((one) => ({ room, person: one, rank: "member" }));
  }
  return [
    ...(rank ? [{ room, person: person(actor.role), rank }] : []),
    { room, person: member, rank: "member" },
    { room, person: owner, rank: "owner" },
  ];
}

/** Two messages: the first is of the absent member, the second of who acts. */
async function speak({ store: { log } }: World, { room, place, actor }: Staged): Promise<void> {
  const { from, name } = absentIn(place).member;
  const txt = isHiddenPlace(place) ? `${SECRET} text` : "hello";
  await log.append({ room, id: "first", from, name, txt });
  await log.append({ room, id: "second", from: actor.from, name: actor.role, txt });
}

/** The first message is reported by the absent owner. */
function reportIn({ store }: World, { room, place, report }: Staged): Promise<unknown> {
  const { member, owner } = absentIn(place);
  const by = { by: owner.from, at: Date.now(), reason: "spam" };
  return store.community.report({ id: report, room, seq: 1, from: member.from, ...by });
}
