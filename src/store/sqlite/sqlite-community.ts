/** The community in the embedded store. Commands may write to it in processes of their own. */
import { foldName, RANKS, SERVER_ROOM } from "../../protocol";
import type { Community, PersonRecord } from "../community";
import { changedBy, invitationOf, isNothing, profileOf, rankOf } from "../community-rows";
import { messageOf } from "../columns";
import type { CommunityQueue } from "./community-queue";
import { openReports } from "./sqlite-reports";
import type { OpenDatabaseFile } from "./sqlite-file";
import type { SqliteMessages } from "./sqlite-messages";
import type { CommunityStatements } from "./community-statements";
import { becomeOf, findMembers, readFacts, setName, workOf, write } from "./decisions";
import type { WriteOutcome } from "./write";

/** Makes a notice that was stored the last act of its room (P32). */
function noteAct(
  { statements }: SqliteMessages,
  room: string,
  stored: WriteOutcome | undefined,
): void {
  const place = statements.place.get({ room })?.id;
  if (place === undefined || !stored || !("message" in stored))
    throw new Error("the notice was not stored");
  const { seq } = stored.message;
  statements.act.run({ place, seq });
  statements.noteAct.run({ place, seq });
}

/** What is kept of somebody who belongs to nothing. */
const NOBODY: PersonRecord = Object.freeze({ rooms: Object.freeze([]) });

/** The community in an open file. It does not close the queue. */
export function createSqliteCommunity(
  { ask, add, onChange }: CommunityQueue,
  statements: CommunityStatements,
  readPerson: (from: string) => Promise<PersonRecord | undefined>,
  { eraser }: Pick<OpenDatabaseFile, "eraser">,
  messages: SqliteMessages,
): Community {
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
      await add({
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

    ...openReports(statements, ask, add),

    async enrol(room, person) {
      const isThere = await ask(() => statements.rank.get({ room, from: person.from }) !== null);
      if (isThere) return;
      await add({
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
      await add({
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
      await add({
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
      await add({
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

    close: () => Promise.resolve(),
  };
}
