/** What the tests of communities share: people, rooms, and decisions as a chat would make them. */
import type {
  Community,
  CommunityChange,
  Decision,
  Facts,
  Invitation,
  Profile,
} from "../../src/store/community";
import type { Log } from "../../src/store/log";
import type { People } from "../../src/store/open-community";
import type { Persons } from "../../src/store/persons";
import type { Rank } from "../../src/protocol";
import { until } from "../support/until";

/** A machine's part of the store. */
export interface CommunityMachine extends AsyncDisposable {
  log: Log;
  community: Community;
  persons: Persons;
}

/** A store of the test's own, on which machines are opened. */
export interface CommunityStore extends AsyncDisposable {
  open: () => Promise<CommunityMachine>;
  /** Opens it once more beside a machine: as another machine does where there may be one, or as a command does. */
  beside: () => Promise<People>;
}

export const ada = { from: "ada-ada-ada-ada-", name: "ada" };
export const lin = { from: "lin-lin-lin-lin-", name: "lin" };
export const nur = { from: "nur-nur-nur-nur-", name: "nur" };

export const CLOSED = `~${"c".repeat(22)}`;

/** A person as a decision makes them a member. */
export const as = (rank: Rank | undefined, person = ada, room = CLOSED) => ({ room, person, rank });

export const closed = (more: Partial<Profile> = {}): Profile => ({
  room: CLOSED,
  kind: "closed",
  title: "Designers",
  founder: ada.from,
  at: 5,
  ...more,
});

const TOMORROW = Date.now() + 86_400_000;

export const invitation = (more: Partial<Invitation> = {}): Invitation => ({
  id: "0123456789abcdef",
  hash: "00",
  room: CLOSED,
  rank: "member",
  maker: ada.from,
  at: 1000,
  until: TOMORROW,
  uses: 1,
  used: 0,
  ...more,
});

/** Makes a decision durable, whatever the facts are. */
export function settle(community: Community, decision: Decision): Promise<Decision> {
  const { profiles = [], members = [] } = decision;
  const rooms = [...profiles, ...members].map(({ room }) => room);
  const people = members.map(({ person }) => person.from);
  const question = { rooms, people: [ada.from, ...people], invitation: decision.invitation?.id };
  return community.decide(question, () => decision);
}

/** The facts of a question, without deciding anything. */
export async function factsOf(
  community: Community,
  question: Parameters<Community["decide"]>[0],
): Promise<Facts> {
  const { facts } = await community.decide(question, (found) => {
    const decision: Decision & { facts: Facts } = { facts: found };
    return decision;
  });
  return facts;
}

export const DIRECT = `~${"d".repeat(22)}`;

/** The direct room of ada and another person. */
export const direct = (other = lin): Decision => ({
  profiles: [{ room: DIRECT, kind: "direct", at: 5 }],
  members: [ada, other].map((person) => ({ room: DIRECT, person, rank: "member" })),
});

/** What a machine is told from now on. */
export function listen(community: Community) {
  const told: CommunityChange[] = [];
  community.onChange((change) => void told.push(change));
  return {
    told,
    /** Resolves when somebody, or all, was told of. */
    of: (from: string) =>
      until(`to be told of ${from}`, () =>
        told.some((change) => change === "all" || change.people.includes(from)),
      ),
  };
}
