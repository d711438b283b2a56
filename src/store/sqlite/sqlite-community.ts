/** The community in the embedded store. Commands may write to it in processes of their own. */
import type { Database } from "bun:sqlite";
import { foldName, type Person, RANKS, SERVER_ROOM } from "../../protocol";
import type { Community, CommunityChange, Decision, Facts, Question, Wanted } from "../community";
import {
  belongingOf,
  changedBy,
  factsOf,
  invitationOf,
  isNothing,
  LATELY,
  profileOf,
  rankOf,
  rowOfInvitation,
  rowOfProfile,
} from "../community-rows";
import { GroupCommit } from "../group-commit";
import { LogUnavailable } from "../log";
import { type CommunityStatements, prepareCommunityStatements } from "./community-statements";
import type { Eraser } from "./erase";
import { isLocked } from "./sqlite-file";

/** Decisions in one commit at most. */
const GROUP = 200;
/** Milliseconds for which a decision waits while another process has the file locked. */
const PATIENCE = 2000;
/** Milliseconds between two looks whether another process has written. */
const LOOK = 500;

/** A piece of work in a transaction. It says what it changed for others. */
interface Work {
  queue: string;
  run: () => CommunityChange | undefined;
}

/** Opens the community in a file. `failed` is called with what a listener threw. */
export function openSqliteCommunity(
  database: Database,
  eraser: Pick<Eraser, "note" | "due">,
  failed: (error: unknown) => void,
): Community {
  const statements = prepareCommunityStatements(database);
  const listeners = new Set<(change: CommunityChange) => void>();
  const version = database.query<{ data_version: number }, []>("PRAGMA data_version");
  const versionNow = () => version.get()?.data_version;
  let seen = versionNow();
  let isClosed = false;

  function tell(change: CommunityChange): void {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        failed(error);
      }
    }
  }

  const runAll = database.transaction((group: readonly Work[]) => group.map(({ run }) => run()));

  const commits = new GroupCommit<Work, CommunityChange | undefined>({
    commit(group) {
      const changes = runAll.immediate(group);
      for (const change of changes) if (change) tell(change);
      return changes;
    },
    most: GROUP,
    queueOf: ({ queue }) => queue,
    isPassing: isLocked,
    patience: PATIENCE,
  });

  async function ask<T>(question: () => T): Promise<T> {
    if (isClosed) throw new LogUnavailable("the store is closed");
    try {
      return question();
    } catch (error) {
      throw new LogUnavailable("the store did not do it", { cause: error });
    }
  }

  /** The number of another process's last write; the file's own connection does not count. */
  function look(): void {
    try {
      const now = versionNow();
      if (now === seen) return;
      seen = now;
      tell("all");
    } catch (error) {
      failed(error);
    }
  }
  const looking = setInterval(look, LOOK).unref();

  return {
    person: (from) =>
      ask(() => {
        const rank = statements.rank.get({ room: SERVER_ROOM, from })?.rank;
        const name = statements.name.get({ from })?.name;
        return {
          ...(rank !== undefined && { rank: rankOf(rank) }),
          ...(name !== undefined && { name }),
          rooms: statements.belongings.all({ from }).map(belongingOf),
        };
      }),

    profile: (room) =>
      ask(() => {
        const row = statements.profile.get({ room });
        return row ? profileOf(row) : undefined;
      }),

    async decide(question, decide) {
      let made: ReturnType<typeof decide> | undefined;
      let refused: { error: unknown } | undefined;
      await commits.add({
        queue: question.rooms.join(" "),
        run() {
          const now = Date.now();
          const facts = readFacts(statements, question, now);
          refused = undefined;
          try {
            made = decide(facts);
          } catch (error) {
            refused = { error };
            return undefined;
          }
          if (isNothing(made)) return undefined;
          write(statements, made, facts);
          return changedBy(made);
        },
      });
      if (refused) throw refused.error;
      if (made === undefined) throw new Error("nothing was decided");
      return made;
    },

    async enrol(room, person) {
      const isThere = await ask(() => statements.rank.get({ room, from: person.from }) !== null);
      if (isThere) return;
      await commits.add({
        queue: person.from,
        run() {
          const { changes } = statements.enrol.run({ room, from: person.from });
          if (changes === 0) return undefined;
          setName(statements, person);
          return { rooms: [], people: [person.from] };
        },
      });
    },

    async rename(person) {
      const { from, name } = person;
      const isNews = await ask(
        () => statements.belongs.get({ from }) && statements.name.get({ from })?.name !== name,
      );
      if (!isNews) return;
      await commits.add({
        queue: from,
        run() {
          setName(statements, person);
          return undefined;
        },
      });
    },

    members: (room, after, limit) =>
      ask(() => {
        const last =
          after === undefined ? RANKS.length : statements.rank.get({ room, from: after });
        const rank = typeof last === "number" ? last : (last?.rank ?? 0);
        const rows = statements.members.all({ room, rank, after: after ?? "", limit });
        return rows.map((row) => ({ ...row, rank: rankOf(row.rank) }));
      }),

    find: (room, wanted, limit) => ask(() => findMembers(statements, room, wanted, limit)),

    listed: (q, limit) =>
      ask(() => statements.listed.all({ words: foldName(q), limit }).map(profileOf)),

    invitation: (id) =>
      ask(() => {
        const row = statements.invitation.get({ id });
        return row ? invitationOf(row) : undefined;
      }),

    invitations: (room) =>
      ask(() => statements.invitations.all({ room, now: Date.now() }).map(invitationOf)),

    async setAccess(access) {
      if ((await ask(() => statements.access.get()?.access)) === access) return;
      await commits.add({
        queue: SERVER_ROOM,
        run() {
          becomeOf(statements, access);
          return "all";
        },
      });
    },

    days: () => ask(() => new Map(statements.days.all().map(({ room, days }) => [room, days]))),

    dissolved: () => ask(() => statements.dissolved.all().map(({ room }) => room)),

    async forget(room) {
      await commits.add({
        queue: room,
        run() {
          if (statements.profile.get({ room })?.dissolved !== 1) return undefined;
          eraser.note();
          for (const statement of statements.forget) statement.run({ room });
          return { rooms: [room], people: [] };
        },
      });
      eraser.due();
    },

    onChange: (listener) => void listeners.add(listener),
    // What is known here is what the file has.
    isFresh: () => true,
    onStale: () => {},

    async close() {
      clearInterval(looking);
      await commits.close();
      isClosed = true;
    },
  };
}

function readFacts(statements: CommunityStatements, question: Question, now: number): Facts {
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
    rooms: rooms.map((room) => ({
      room,
      owners: 0,
      head: 0,
      ...statements.standing.get({ room }),
    })),
    foundedLately: statements.foundings.get({ from: asker, since })?.count ?? 0,
    invitation: statements.invitation.get({ id: question.invitation ?? "" }),
  };
  return factsOf(question, rows, now);
}

/** Writes a decision that was made from facts. */
function write(
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
  for (const { room, person, rank } of decision.members ?? []) {
    const { from } = person;
    if (rank === undefined) statements.removeMember.run({ room, from });
    else {
      statements.setMember.run({ room, from, rank: RANKS.indexOf(rank) });
      setName(statements, person);
    }
  }
  if (decision.invitation) statements.setInvitation.run(rowOfInvitation(decision.invitation));
}

/** Keeps a person's name, unless it is not known. */
function setName({ setName: set }: CommunityStatements, { from, name }: Person): void {
  if (name !== "") set.run({ from, name, folded: foldName(name) });
}

function findMembers(
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
function becomeOf(statements: CommunityStatements, access: "open" | "invited"): void {
  const at = Date.now();
  if (!statements.profile.get({ room: SERVER_ROOM }))
    statements.setProfile.run(rowOfProfile({ room: SERVER_ROOM, kind: "closed", at }));
  statements.setAccess.run({ access });
  if (access !== "invited") return;
  statements.knowSpeakers.run();
  for (const { from, name } of statements.speakers.all()) setName(statements, { from, name });
}
