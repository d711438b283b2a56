/** What becomes of an invitation when somebody accepts it (P28): pure rules. */
import { isAtLeast, type Person, type Rank, SERVER_ROOM } from "../../protocol";
import type { Decision, Facts, Invitation, Profile } from "../../store";
import { type EntryPolicy } from "../access/access";
import { ranksByFacts } from "../access/by-facts";
import { isAbove, type Ranks, rankThatCounts, restricted } from "../access/rules";
import { Refusal } from "../refusal";

/** Why an invitation lets nobody in any more. */
export type Reason = "expired" | "used_up" | "revoked";

/** Whether somebody of these ranks may invite others into a room with a rank: any member as members, and else only with a lower rank. Owners may make owners. */
export function mayGive(room: string, ranks: Ranks, rank: Rank): boolean {
  const own = rankThatCounts(room, ranks);
  return rank === "member"
    ? isAtLeast(own, "member")
    : own === "owner" || (isAtLeast(own, "moderator") && isAbove(own, rank));
}

/** What is known of an invitation when it is judged. `maker` are the ranks of who made it. */
export interface Circumstances {
  invitation: Invitation;
  profile: Profile | undefined;
  maker: Ranks;
  now: number;
}

/** Why nobody can use the invitation any more, or undefined if it can be used. */
export function whyEnded({ invitation, profile, maker, now }: Circumstances): Reason | undefined {
  const { room, rank, until, uses, used, isRevoked } = invitation;
  if (isRevoked || profile?.isDissolved) return "revoked";
  // The first owner's invitation was made in a shell, by nobody who has a rank (P33).
  if (invitation.maker !== undefined && !mayGive(room, maker, rank)) return "revoked";
  if (now >= until) return "expired";
  return used >= uses ? "used_up" : undefined;
}

/** Whether an invitation lets people in who are not known to a server by invitation: that takes a moderator of the server. */
export function opensTheDoor({ maker }: Invitation, { onServer }: Ranks): boolean {
  return maker === undefined || isAtLeast(onServer, "moderator");
}

export function ended(reason: Reason): Refusal {
  const said = {
    revoked: "this invitation was revoked",
    expired: "this invitation has expired",
    used_up: "this invitation has been used as often as it may be",
  };
  return new Refusal("gone", said[reason], { reason });
}

/** There is no invitation of that token, or none to what is asked for: one answer for both. */
export const notInvited = () =>
  new Refusal("not_found", "there is no such invitation: is the whole link there?");

/** Who accepts an invitation, and how they would come in. */
export interface Guest {
  person: Person;
  isKnown: boolean;
  entry: EntryPolicy;
}

/** What accepting makes of an invitation and its room. Somebody who has its rank there already uses none up. Throws `Refusal`. */
export function acceptance(facts: Facts, { person, isKnown, entry }: Guest): Decision {
  const { invitation, now } = facts;
  if (!invitation) throw notInvited();
  const { room, rank, maker } = invitation;
  const { from } = person;
  const profile = facts.profiles.get(room);
  const ban = ranksByFacts(facts, room, from).restrictions?.find(({ kind }) => kind === "ban");
  if (ban) throw restricted(ban);
  const own = facts.rank(room, from);
  const isIn = isKnown || facts.rank(SERVER_ROOM, from) !== undefined;
  if (own !== undefined && !isAbove(rank, own) && !profile?.isDissolved) return {};
  if (room === SERVER_ROOM && rank === "member" && isIn) return {};
  const makers = maker === undefined ? NOBODY : ranksByFacts(facts, room, maker);
  const reason = whyEnded({ invitation, profile, maker: makers, now });
  if (reason) throw ended(reason);
  if (entry === "invited" && !isIn && !opensTheDoor(invitation, makers))
    throw new Refusal("invitation_needed", "this invitation is for people who are known here");
  const members = [{ room, person, rank }];
  if (room !== SERVER_ROOM && facts.rank(SERVER_ROOM, from) === undefined)
    members.push({ room: SERVER_ROOM, person, rank: "member" });
  return { members, invitation: { ...invitation, used: invitation.used + 1 } };
}

const NOBODY: Ranks = { inRoom: undefined, onServer: undefined };
