/** Facts as the shared store has them, and decisions as it takes them. */
import { foldName, type Person, RANKS } from "../../protocol";
import type { Decision, Question } from "../community";
import {
  type FactRows,
  LATELY,
  rowOfInvitation,
  rowOfProfile,
  rowOfRestriction,
} from "../community-rows";
import { statesOf } from "./change";
import { givenOf } from "./statements";
import { LogUnavailable } from "../log";
import * as statements from "./community-statements";
import type { Connections } from "./connections";

/** What is read of a question: of each room also the version, which changes with each decision. */
export type FactsRow = Omit<FactRows, "rooms"> & {
  rooms: readonly (FactRows["rooms"][number] & { version: number })[];
  now: number;
};
/** Runs a statement, and resolves with its rows. */
export type Rows = <Row>(statement: string, ...parameters: unknown[]) => Promise<Row[]>;

/** What a question asks for, of one moment. */
export async function readFacts(
  rows: Rows,
  { rooms, people, invitation }: Question,
): Promise<FactsRow> {
  const lists = [[...new Set(rooms)], people].map((list) => JSON.stringify(list));
  const [row] = await rows<FactsRow>(statements.FACTS, ...lists, invitation ?? null, LATELY);
  if (!row) throw new LogUnavailable("the database did not answer");
  return row;
}

/** What has to be so still when a decision is stored. */
export function seenIn({ people, invitation }: Question, facts: FactsRow): object {
  return {
    rooms: facts.rooms.map(({ room, version, head }) => ({ room, version, isSaid: head > 0 })),
    invitation,
    used: facts.invitation?.used,
    revoked: facts.invitation?.revoked,
    asker: people[0] ?? "",
    since: facts.now - LATELY,
    founded: facts.foundedLately,
  };
}

/** A decision in rows. */
export function madeOf(decision: Decision, { profiles: known }: FactsRow): object {
  const { profiles = [], members = [], invitation, restrictions, lifted, ended } = decision;
  const rooms = new Set(known.map(({ room }) => room));
  const founded = profiles.filter(({ room }) => !rooms.has(room));
  // Of two for one person in one room the last one counts.
  const last = new Map(members.map((member) => [`${member.person.from} ${member.room}`, member]));
  const changed = [...profiles, ...members, ...(restrictions ?? []), ...(lifted ?? [])];
  return {
    profiles: profiles.map(rowOfProfile),
    founders: founded.flatMap(({ founder }) => founder ?? []),
    members: [...last.values()].map(({ room, person, rank }) => ({
      room,
      from: person.from,
      rank: rank === undefined ? null : RANKS.indexOf(rank),
    })),
    named: members.filter(({ rank }) => rank).map(({ person }) => namedAs(person)),
    invitations: invitation ? [rowOfInvitation(invitation)] : [],
    restrictions: restrictions?.map(rowOfRestriction),
    lifted,
    ended,
    changed: [...new Set(changed.map(({ room }) => room))],
  };
}

/** What a decision does in the log: as `chuan.act` takes it. */
export async function saidIn(
  run: Connections,
  { removals = [], notice }: Decision,
): Promise<object> {
  const place = notice?.room ?? removals[0]?.room;
  const states = removals.length > 0 ? await statesOf(run, removals) : [];
  return {
    place,
    ...(states.length > 0 && { states }),
    ...(notice && { notice: givenOf({ said: notice, acts: undefined }) }),
  };
}

/** A person as `chuan.name` takes them. */
export const namedAs = ({ from, name }: Person) => ({ from, name, folded: foldName(name) });

/** Says whether the server is open. Resolves with whether that is new. */
export async function become(
  run: Connections["run"],
  access: "open" | "invited",
  payload: string,
): Promise<boolean> {
  if (access === "invited") {
    const speakers = await run<Person>(statements.SPEAKERS, []);
    await run(statements.NAME_ALL, [JSON.stringify(speakers.map(namedAs))]);
  }
  const [row] = await run<{ done: boolean }>(statements.BECOME, [access, payload]);
  return row?.done === true;
}
