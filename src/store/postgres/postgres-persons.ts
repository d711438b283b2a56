/** Who people are, in the shared store. */
import { knownOf, type KnownRow } from "../person-rows";
import type { Claim, Erasing, InTheWay, Persons } from "../persons";
import { shareReads } from "../shared-reads";
import type { CommunityNews } from "./community-news";
import type { Rows } from "./decisions";
import { personOf, type PersonRow } from "./people";
import * as statements from "./person-statements";

interface ClaimedRow {
  taken: string | null;
  spoken: string | null;
  looks: readonly string[];
}

/** `rows` runs statements, and `news` tells the machines. Marks are apart. */
export function openPersons(rows: Rows, news: CommunityNews): Omit<Persons, "mark" | "onMarks"> {
  const readHolder = shareReads(async (keys) => {
    const found = await rows<PersonRow & { held: string }>(
      ...([statements.HOLDERS, JSON.stringify(keys)] as const),
    );
    return new Map(found.map((row) => [row.held, { from: row.from, ...personOf(row) }]));
  });

  /** Does what changes one person, and tells this machine if it is done. */
  async function change(statement: string, from: string, ...given: unknown[]): Promise<boolean> {
    const { payload, done } = news.of({ rooms: [], people: [from] });
    const [row] = await rows<{ done: boolean }>(statement, from, ...given, payload);
    if (row?.done) done();
    return row?.done === true;
  }

  async function take(claim: Claim, since: number | null): Promise<ClaimedRow> {
    const { name, from } = claim;
    const told = { rooms: [], people: [from] };
    const { payload, done } = news.of(told);
    const shapes = JSON.stringify(claim.looks);
    const [row] = await rows<ClaimedRow>(statements.CLAIM, shapes, name, from, since, payload);
    const { looks = [], taken = null, spoken = null } = row ?? {};
    if (looks.length > 0) done({ ...told, looks });
    return { looks, taken, spoken };
  }

  return {
    holder: readHolder,
    replaceKey: (from, keyId, by) => change(statements.REPLACE_KEY, from, keyId, by),

    async addRekey({ id, hash, from, until }) {
      const [row] = await rows<{ done: boolean }>(statements.ADD_REKEY, id, hash, from, until);
      return row?.done === true;
    },

    async useRekey({ id, hash }, keyId) {
      const { payload, done } = news.of({ rooms: [], people: [] });
      const given = [id, hash, keyId, payload] as const;
      const [row] = await rows<{ from: string | null }>(statements.USE_REKEY, ...given);
      const from = row?.from ?? undefined;
      if (from !== undefined) done({ rooms: [], people: [from] });
      return from;
    },

    async claim(claim, since) {
      const { taken, spoken } = await take(claim, since);
      const inTheWay: InTheWay = {
        ...(taken !== null && { taken }),
        ...(spoken !== null && { spoken }),
      };
      return inTheWay;
    },

    grant: async (claim) => (await take(claim, null)).looks.length > 0,

    async release(from) {
      const told = { rooms: [], people: [from] };
      const { payload, done } = news.of(told);
      const [row] = await rows<{ looks: string[] }>(statements.RELEASE, from, payload);
      const looks = row?.looks ?? [];
      if (looks.length > 0) done({ ...told, looks });
    },

    async owners(looks) {
      const asked = [statements.OWNERS, JSON.stringify(looks)] as const;
      const found = await rows<{ look: string; person: string }>(...asked);
      return new Map(found.map(({ look, person }) => [look, person]));
    },

    async ownedLooks(after, limit) {
      const found = await rows<{ look: string }>(statements.OWNED_LOOKS, after, limit);
      return found.map(({ look }) => look);
    },

    noteSpoken: async (spoken) => void (await rows(statements.NOTE_SPOKEN, JSON.stringify(spoken))),
    unnoted: async () => (await rows<{ room: string }>(statements.UNNOTED))[0]?.room,
    noted: async (room) =>
      void (await (room === undefined ? rows(statements.ALL_NOTED) : rows(statements.NOTED, room))),

    async allow(from, { direct = null, lastSeen }) {
      const isSeen = lastSeen === undefined ? null : Number(lastSeen);
      await change(statements.ALLOW, from, direct, isSeen);
    },
    block: async (from, blocked, on) => void (await change(statements.BLOCK, from, blocked, on)),
    noteSeen: async (people) => void (await rows(statements.NOTE_SEEN, JSON.stringify(people))),

    async known(people, room = "") {
      const found = await rows<KnownRow>(statements.KNOWN, JSON.stringify(people), room);
      return new Map(
        found.flatMap((row) => {
          const known = knownOf(row);
          return known ? [[row.from, known]] : [];
        }),
      );
    },

    async mayReach(one, other, byDefault) {
      const [row] = await rows<{ may: boolean }>(statements.MAY_REACH, one, other, byDefault);
      return row?.may === true;
    },

    async erase({ from }, messages) {
      const told = { rooms: [], people: [from], restricted: [from] };
      const { payload, done } = news.of(told);
      const asked = [statements.ERASE, from, messages, payload] as const;
      const [row] = await rows<{ rooms: string[]; looks: string[] }>(...asked);
      if (row) done({ ...told, ...row });
    },

    erasing: () => rows<Erasing>(statements.ERASING),
    erased: async (from, after) =>
      void (await (after === undefined
        ? rows(statements.ERASED_ALL, from)
        : rows(statements.ERASED_UP_TO, from, after))),
  };
}
