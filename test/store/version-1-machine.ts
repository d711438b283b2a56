/** A machine of version 1 on a Postgres database: its statements, to the letter, and how it hears of messages. */
import { SQL } from "bun";
import { channelOf } from "../../src/store/postgres/channels";
import { POSTGRES_MIGRATIONS } from "../../src/store/postgres/schema";

/** What version 1 knows of a message. */
export interface OldMessage {
  room: string;
  seq: number;
  at: number;
  from: string;
  id: string;
  name: string;
  txt: string;
}
type OldDraft = Omit<OldMessage, "seq" | "at">;

/** The characters of rooms' names in version 1: a name with another one is refused before anything is read. */
const ROOM = /^[\p{L}\p{M}\p{N}_-]+$/u;

export const isRoomOfVersion1 = (name: string) => ROOM.test(name.normalize("NFC"));

/** The schema of version 1. */
const SCHEMA = 4;

const APPEND = `
  SELECT stored.seq::float8 AS "seq", stored.name AS "name", stored.txt AS "txt", stored.at::float8 AS "at"
  FROM json_array_elements($1::text::json) WITH ORDINALITY AS given (part, place),
    chuan.append(part->>'room', part->'drafts') WITH ORDINALITY AS stored
  ORDER BY place, stored.ordinality`;

const AFTER = `
  SELECT m.seq::float8 AS "seq", m.id AS "id", m.sender AS "from", m.name AS "name", m.txt AS "txt", m.at::float8 AS "at"
  FROM chuan.messages m JOIN chuan.rooms r ON r.id = m.room
  WHERE r.name = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3`;

const REMOVE = `
  WITH place AS (SELECT id FROM chuan.rooms WHERE name = $1),
    oldest AS (
      SELECT m.room, m.seq, m.at FROM chuan.messages m
      WHERE m.room = (SELECT id FROM place) ORDER BY m.seq LIMIT $3),
    removed AS (
      DELETE FROM chuan.messages m USING oldest o
      WHERE m.room = o.room AND m.seq = o.seq AND o.at < $2 RETURNING 1)
  SELECT count(*)::float8 AS count FROM removed`;

/** Makes the tables of version 1 in an empty database. */
export async function makeOldDatabase(url: string): Promise<void> {
  const sql = new SQL(url, { max: 1 });
  await sql.begin(async (older) => {
    for (const migration of POSTGRES_MIGRATIONS.slice(0, SCHEMA))
      await (typeof migration === "string" ? older.unsafe(migration) : migration(older));
    await older`UPDATE chuan.version SET number = ${SCHEMA}`;
  });
  await sql.close();
}

/** Opens a machine of version 1 that follows a room. */
export async function oldMachine(url: string, room = "lobby") {
  const sql = new SQL(url, { max: 3, prepare: true });
  const listening = new SQL(url, { max: 1 });
  const heard: OldMessage[] = [];
  /** Version 1 takes every entry of `messages` that has a number, and reads those that have no more. */
  const hear = (payload: string) => {
    const news = JSON.parse(payload) as { room: string; messages?: unknown };
    if (news.room !== room || !Array.isArray(news.messages)) return;
    for (const message of news.messages as OldMessage[])
      if (Number.isSafeInteger(message.seq)) heard.push({ ...message, room });
  };
  await listening.listen(channelOf(room), hear, () => {});
  return {
    heard,
    async append(draft: OldDraft): Promise<OldMessage> {
      const given = [{ room: draft.room, drafts: [draft] }];
      const [row] = await sql.unsafe(APPEND, [JSON.stringify(given)]);
      return { ...draft, ...row };
    },
    read: async (after: number, limit = 50): Promise<OldMessage[]> => {
      const rows: OldMessage[] = await sql.unsafe(AFTER, [room, after, limit]);
      return rows.map((row) => ({ ...row, room }));
    },
    remove: async (before: number, most: number): Promise<number> =>
      (await sql.unsafe(REMOVE, [room, before, most]))[0].count,
    async [Symbol.asyncDispose]() {
      await listening.close({ timeout: 0 });
      await sql.close({ timeout: 0 });
    },
  };
}
