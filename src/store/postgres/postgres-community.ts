/**
 * The community in the shared store. A decision is made here, from facts that are read; the database stores it only if they still
 * hold. If they do not, another machine was faster, and this one reads and decides again.
 */
import { foldName, type Person, RANKS } from "../../protocol";
import type { Community, CommunityChange, Decision, MemberRecord, Question } from "../community";
import {
  changedBy,
  factsOf,
  invitationOf,
  type InvitationRow,
  isNothing,
  profileOf,
  type ProfileRow,
  rankOf,
} from "../community-rows";
import { messageOf, type MessageRow } from "../columns";
import { GroupCommit } from "../group-commit";
import { LogUnavailable } from "../log";
import { createTelling } from "../tell";
import { shareReads } from "../shared-reads";
import { createTurnTaking } from "../turn-taking";
import { openCommunityNews } from "./community-news";
import * as statements from "./community-statements";
import {
  become,
  type FactsRow,
  madeOf,
  namedAs,
  readFacts,
  type Rows,
  saidIn,
  seenIn,
} from "./decisions";
import { atBoot, DatabaseAway } from "./connections";
import { watchFreshness } from "./freshness";
import type { Persons } from "../persons";
import type { Postgres } from "./open-postgres";
import type { PostgresLog } from "./postgres-log";
import { findMembers, rankIn, renameAll } from "./postgres-members";
import { openPostgresMarks } from "./postgres-marks";
import { openPersons } from "./postgres-persons";
import { openReports } from "./postgres-reports";
import { personOf, type PersonRow } from "./people";

/** People in one commit at most. */
const GROUP = 500;

/** A person who joins a room, or renames themselves. */
type Coming = { room?: string; person: Person };

/**
 * Opens the community in the database, beside the log of this machine if it has one, with what is kept of persons: its end is that of
 * both. `failed` is called with what a listener threw. Rejects with `DatabaseAway`.
 */
export async function openPostgresCommunity(
  postgres: Postgres,
  failed: (error: unknown) => void,
  log?: Pick<PostgresLog, "told">,
): Promise<{ community: Community; persons: Persons }> {
  const { reader, notifications, patience } = postgres;
  const { tell, onChange } = createTelling<CommunityChange>(failed);
  const inTurn = createTurnTaking();
  let isClosed = false;

  const news = await atBoot(() => openCommunityNews(notifications, tell));

  async function ask<T>(question: () => Promise<T>): Promise<T> {
    if (isClosed) throw new LogUnavailable("the store is closed");
    try {
      return await question();
    } catch (error) {
      throw new LogUnavailable("the database did not do it", { cause: error });
    }
  }
  const rows: Rows = (statement, ...parameters) => ask(() => reader.run(statement, parameters));

  const marks = await atBoot(() => openPostgresMarks(rows, notifications, failed));
  const freshness = watchFreshness(notifications.silentFor, patience.stale, () => tell("all"));

  /** Makes a decision durable. Resolves with whether the facts were still the same. */
  async function store(question: Question, facts: FactsRow, decision: Decision): Promise<boolean> {
    const change = changedBy(decision);
    const told = change && news.of(change);
    const said = await ask(() => saidIn(reader, decision));
    const made = { ...madeOf(decision, facts), ...said, news: told?.payload };
    const given = [seenIn(question, facts), made].map((part) => JSON.stringify(part));
    const [row] = await rows<{ rev: number | null }>(statements.DECIDE, ...given);
    if (!row || row.rev === null) return false;
    const room = decision.notice?.room ?? decision.removals?.[0]?.room;
    if (room !== undefined) await log?.told(room, row.rev);
    told?.done();
    return true;
  }

  const comings = new GroupCommit<Coming, void>({
    async commit(group) {
      await enrolAll(group);
      const renamed = group.filter(({ room }) => room === undefined);
      await renameAll(
        reader,
        renamed.map(({ person }) => person),
      );
      return group.map(() => undefined);
    },
    most: GROUP,
    queueOf: ({ person }) => person.from,
    isPassing: (error) => error instanceof DatabaseAway,
    patience: patience.message,
  });

  async function enrolAll(group: readonly Coming[]): Promise<void> {
    const joining = group.filter(({ room }) => room !== undefined);
    if (joining.length === 0) return;
    const people = joining.map(({ room, person }) => ({ room, ...namedAs(person) }));
    const { payload, done } = news.of({ rooms: [], people: [] });
    const enrolled = await reader.run<{ from: string }>(statements.ENROL, [
      JSON.stringify(people),
      payload,
    ]);
    if (enrolled.length > 0) done({ rooms: [], people: enrolled.map(({ from }) => from) });
  }

  const readPerson = shareReads(async (people) => {
    const found = await reader.run<PersonRow>(statements.PEOPLE, [JSON.stringify(people)]);
    return new Map(found.map((row) => [row.from, personOf(row)]));
  });

  const community: Community = {
    person: async (from) => (await ask(() => readPerson(from))) ?? { rooms: [] },

    async profile(room) {
      const [row] = await rows<ProfileRow>(statements.ONE_PROFILE, room);
      return row && profileOf(row);
    },

    decide: (question, decide) =>
      inTurn(question.rooms, async () => {
        for (;;) {
          const facts = await readFacts(rows, question);
          const decision = decide(factsOf(question, facts, facts.now));
          if (isNothing(decision) || (await store(question, facts, decision))) return decision;
        }
      }),

    async facts(question) {
      const facts = await readFacts(rows, question);
      return factsOf(question, facts, facts.now);
    },

    acts: async (room, before, limit) =>
      (await rows<MessageRow>(statements.ACTS_OF_A_ROOM, room, before, limit)).map((row) =>
        messageOf(row, room),
      ),

    ...openReports(rows, news),

    enrol: (room, person) => comings.add({ room, person }),
    rename: (person) => comings.add({ person }),

    async members(room, after, limit) {
      const rank = after === undefined ? RANKS.length : await rankIn(rows, room, after);
      const found = await rows<Person & { rank: number }>(
        ...([statements.MEMBERS, room, rank, after ?? "", limit] as const),
      );
      return found.map((row): MemberRecord => ({ ...row, rank: rankOf(row.rank) }));
    },

    find: (room, wanted, limit) => findMembers(rows, room, wanted, limit),

    listed: async (q, limit) =>
      (await rows<ProfileRow>(statements.LISTED, foldName(q), limit)).map(profileOf),

    async invitation(id) {
      const [row] = await rows<InvitationRow>(statements.ONE_INVITATION, id);
      return row && invitationOf(row);
    },

    async invitations(room, limit, maker) {
      const found =
        maker === undefined
          ? rows<InvitationRow>(statements.INVITATIONS, room, limit)
          : rows<InvitationRow>(statements.INVITATIONS_OF, room, limit, maker);
      return (await found).map(invitationOf);
    },

    setAccess: (access) =>
      ask(async () => {
        const [known] = await reader.run<{ access: string | null }>(statements.ACCESS, []);
        if (known?.access === access) return;
        const { payload, done } = news.of("all");
        if (await become(postgres.alone, access, payload)) done();
      }),

    days: async () =>
      new Map(
        (await rows<{ room: string; days: number }>(statements.DAYS)).map(({ room, days }) => [
          room,
          days,
        ]),
      ),

    dissolved: async () =>
      (await rows<{ room: string }>(statements.DISSOLVED)).map(({ room }) => room),

    async forget(room) {
      const { payload, done } = news.of({ rooms: [room], people: [] });
      const [row] = await rows<{ done: boolean }>(statements.FORGET, room, payload);
      if (row?.done) done();
    },

    onChange,
    isFresh: freshness.isFresh,
    onStale: freshness.onStale,

    async close() {
      await Promise.all([comings.close(), marks.close()]);
      isClosed = true;
      freshness.stop();
      news.stop();
    },
  };
  const { mark, onMarks } = marks;
  return { community, persons: { ...openPersons(rows, news), mark, onMarks } };
}
