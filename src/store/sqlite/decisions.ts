/** Facts, and decisions that are made of them, in the embedded store. Call all that writes in a transaction. */
import { foldName, type Person, type Rank, RANKS, SERVER_ROOM } from "../../protocol";
import type { Decision, Facts, Question, Wanted } from "../community";
import {
  factsOf,
  LATELY,
  rowOfInvitation,
  rowOfProfile,
  rowOfRestriction,
} from "../community-rows";
import type { Work } from "../log";
import type { CommunityStatements } from "./community-statements";

/** The facts of a question. */
export function readFacts(statements: CommunityStatements, question: Question, now: number): Facts {
  const rooms = [...new Set(question.rooms)];
  const [asker = ""] = question.people;
  const since = now - LATELY;
  const rows = {
    profiles: rooms.flatMap((room) => statements.profile.get({ room }) ?? []),
    ranks: rooms.flatMap((room) =>
      question.people.flatMap((from) => {
        const row = statements.rank.get({ room, from });
        return row ? { room, from, rank: row.rank } : [];
      }),
    ),
    restrictions: rooms.flatMap((room) =>
      question.people.flatMap((from) => statements.restrictions.all({ room, from, now })),
    ),
    rooms: rooms.map((room) => ({
      room,
      owners: 0,
      head: 0,
      acts: 0,
      ...statements.standing.get({ room }),
    })),
    foundedLately: statements.foundings.get({ from: asker, since })?.count ?? 0,
    invitation: statements.invitation.get({ id: question.invitation ?? "" }),
  };
  return factsOf(question, rows, now);
}

/** Writes a decision that was made from facts. */
export function write(
  statements: CommunityStatements,
  decision: Decision,
  { profiles, now }: Facts,
): void {
  for (const profile of decision.profiles ?? []) {
    const { founder: from } = profile;
    if (from !== undefined && !profiles.has(profile.room)) {
      statements.forgetFoundings.run({ from, since: now - LATELY });
      statements.found.run({ from, at: now });
    }
    statements.setProfile.run(rowOfProfile(profile));
  }
  for (const member of decision.members ?? []) {
    const { room, person, rank } = member;
    if (rank === undefined) statements.removeMember.run({ room, from: person.from });
    else setMember(statements, { room, person, rank });
  }
  if (decision.invitation) statements.setInvitation.run(rowOfInvitation(decision.invitation));
  for (const { maker, room = null } of decision.ended ?? []) statements.endAll.run({ maker, room });
  for (const one of decision.lifted ?? []) statements.lift.run(one);
  for (const one of decision.restrictions ?? []) statements.restrict.run(rowOfRestriction(one));
}

/** What a decision does in the log: messages that it removes, and the notice that says so, last. */
export function workOf({ removals = [], notice }: Decision): Work[] {
  const all = notice ? [...removals, notice] : removals;
  return all.map((said) => ({ said, acts: undefined }));
}

/** Makes a person a member of a room, with a rank. */
export function setMember(
  statements: CommunityStatements,
  { room, person, rank }: { room: string; person: Person; rank: Rank },
): void {
  statements.setMember.run({ room, from: person.from, rank: RANKS.indexOf(rank) });
  setName(statements, person);
}

/** Keeps a person's name, unless it is not known. */
export function setName({ setName: set }: CommunityStatements, { from, name }: Person): void {
  if (name !== "") set.run({ from, name, folded: foldName(name) });
}

/** Members as `Community.find` promises them. */
export function findMembers(
  { named }: CommunityStatements,
  room: string,
  wanted: Wanted,
  limit: number,
): Person[] {
  if ("people" in wanted)
    return named.people.all({ room, limit, wanted: JSON.stringify(wanted.people) });
  if ("names" in wanted)
    return named.names.all({ room, limit, wanted: JSON.stringify(wanted.names) });
  const { beginning } = wanted;
  return named.beginning.all({ room, limit, wanted: beginning, beyond: `${beginning}\u{10ffff}` });
}

/** Notes whether the server is open, and makes everybody known who spoke before it became closed to strangers. */
export function becomeOf(statements: CommunityStatements, access: "open" | "invited"): void {
  const at = Date.now();
  if (!statements.profile.get({ room: SERVER_ROOM }))
    statements.setProfile.run(rowOfProfile({ room: SERVER_ROOM, kind: "closed", at }));
  statements.setAccess.run({ access });
  if (access !== "invited") return;
  statements.knowSpeakers.run();
  for (const { from, name } of statements.speakers.all()) setName(statements, { from, name });
}
