/** The community in the embedded store. Commands may write to it in processes of their own. */
import { foldName, RANKS, SERVER_ROOM } from "../../protocol";
import type { Community, CommunityChange, PersonRecord } from "../community";
import { changedBy, invitationOf, isNothing, profileOf, rankOf } from "../community-rows";
import { messageOf } from "../columns";
import { GroupCommit } from "../group-commit";
import { LogUnavailable } from "../log";
import { createTelling } from "../tell";
import { type CommunityWork, openReports } from "./sqlite-reports";
import type { ServedFile } from "./sqlite-file";
import type { SqliteMessages } from "./sqlite-messages";
import { prepareCommunityStatements } from "./community-statements";
import { becomeOf, findMembers, readFacts, setName, workOf, write } from "./decisions";
import { shareReads } from "../shared-reads";
import { readPeople } from "./people";
import { isLocked } from "./sqlite-file";
import type { Stored } from "./write";

/** Decisions in one commit at most. */
const GROUP = 200;
/** Milliseconds for which a decision waits while another process has the file locked. */
const PATIENCE = 2000;
/** Milliseconds between two looks whether another process has written. */
const LOOK = 500;

/** Makes a notice that was stored the last act of its room (P32). */
function noteAct({ statements }: SqliteMessages, room: string, stored: Stored | undefined): void {
  const place = statements.place.get({ room })?.id;
  if (place === undefined || !stored || !("message" in stored))
    throw new Error("the notice was not stored");
  const { seq } = stored.message;
  statements.act.run({ place, seq });
  statements.noteAct.run({ place, seq });
}

/** What is kept of somebody who belongs to nothing. */
const NOBODY: PersonRecord = Object.freeze({ rooms: Object.freeze([]) });

/** Opens the community in a file. `failed` is called with what a listener threw. */
export function openSqliteCommunity(
  { database, eraser }: Pick<ServedFile, "database" | "eraser">,
  messages: SqliteMessages,
  failed: (error: unknown) => void,
): Community {
  const statements = prepareCommunityStatements(database);
  const { tell, onChange } = createTelling<CommunityChange>(failed);
  const version = database.query<{ data_version: number }, []>("PRAGMA data_version");
  const versionNow = () => version.get()?.data_version;
  let seen = versionNow();
  let isClosed = false;

  const runAll = database.transaction((group: readonly CommunityWork[]) =>
    group.map(({ run }) => run()),
  );

  const commits = new GroupCommit<CommunityWork, CommunityChange | undefined>({
    commit(group) {
      const changes = runAll.immediate(group);
      for (const { done } of group) done?.();
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
      messages.catchUp();
      tell("all");
    } catch (error) {
      failed(error);
    }
  }
  const looking = setInterval(look, LOOK).unref();

  const readPerson = shareReads((people) => ask(() => readPeople(statements, people, Date.now())));

  return {
    person: (from) => readPerson(from).then((found = NOBODY) => found),

    profile: (room) =>
      ask(() => {
        const row = statements.profile.get({ room });
        return row ? profileOf(row) : undefined;
      }),

    async decide(question, decide) {
      let made: ReturnType<typeof decide> | undefined;
      let refused: { error: unknown } | undefined;
      let told: (() => void) | undefined;
      await commits.add({
        queue: question.rooms.join(" "),
        run() {
          const now = Date.now();
          const facts = readFacts(statements, question, now);
          refused = undefined;
          told = undefined;
          try {
            made = decide(facts);
          } catch (error) {
            refused = { error };
            return undefined;
          }
          if (isNothing(made)) return undefined;
          write(statements, made, facts);
          const works = workOf(made);
          const stored = messages.store(works);
          if (made.notice) noteAct(messages, made.notice.room, stored.at(-1));
          told = () => messages.told(works, stored);
          return changedBy(made);
        },
        done: () => told?.(),
      });
      if (refused) throw refused.error;
      if (made === undefined) throw new Error("nothing was decided");
      return made;
    },

    facts: (question) => ask(() => readFacts(statements, question, Date.now())),

    acts: (room, before, limit) =>
      ask(() => statements.acts.all({ room, before, limit }).map((row) => messageOf(row, room))),

    ...openReports(statements, ask, (work) => commits.add(work)),

    async enrol(room, person) {
      const isThere = await ask(() => statements.rank.get({ room, from: person.from }) !== null);
      if (isThere) return;
      await commits.add({
        queue: person.from,
        run() {
          const { changes } = statements.enrol.run({ room, from: person.from, now: Date.now() });
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

    invitations: (room, limit, maker) =>
      ask(() => {
        const wanted = { room, limit, now: Date.now() };
        const { invitations, invitationsOf } = statements;
        const rows =
          maker === undefined ? invitations.all(wanted) : invitationsOf.all({ ...wanted, maker });
        return rows.map(invitationOf);
      }),

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

    onChange,
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
