/** The shared store as an archive's source and target. */
import { SQL } from "bun";
import { migratePostgres, postgresSchemaOf } from "./migrate";
import { POSTGRES_COLUMNS, POSTGRES_SCHEMA } from "./schema";
import { selectedFrom } from "./statements";
import { listOf, namesOf } from "../columns";
import { explained } from "./open-postgres";
import { settlePostgresRooms } from "./settle-rooms";
import type { Message } from "../../protocol";
import {
  isMessage,
  type ArchiveItem,
  type RoomState,
  type ArchiveSource,
  type ArchiveTarget,
} from "../archive/items";

const PAGE = 1000;

/** Opens a database to be read while servers write to it. Rejects when it is away, or of another version. */
export async function openPostgresSource(url: string): Promise<ArchiveSource> {
  const sql = await connect(url);
  const version = await postgresSchemaOf(sql);
  if (version !== POSTGRES_SCHEMA) {
    await sql.close();
    throw new Error(
      `the database is of schema ${version}, and this chuan reads ${POSTGRES_SCHEMA}: start the server on it once, or use the chuan that wrote it`,
    );
  }
  return {
    async *items() {
      // All reading is in one transaction: a state that the store really had.
      await sql.unsafe("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      for await (const { id, ...state } of rooms(sql)) {
        yield state;
        yield* messages(sql, id, state.room);
      }
    },
    [Symbol.asyncDispose]: () => sql.close(),
  };
}

async function* rooms(sql: SQL): AsyncGenerator<RoomState & { id: string }> {
  for (let last = ""; ;) {
    const page = await sql<(RoomState & { id: string })[]>`
      SELECT name AS room, head::float8 AS head, at::float8 AS at, id FROM chuan.rooms
      WHERE name > ${last} ORDER BY name LIMIT ${PAGE}`;
    yield* page;
    last = page.at(-1)?.room ?? "";
    if (page.length < PAGE) return;
  }
}

const MESSAGES = `
  SELECT $3::text AS room, ${selectedFrom("m")} FROM chuan.messages m
  WHERE m.room = $1 AND m.seq > $2 ORDER BY m.seq LIMIT ${PAGE}`;

async function* messages(sql: SQL, id: string, room: string): AsyncGenerator<Message> {
  for (let last = 0; ;) {
    const page: Message[] = await sql.unsafe(MESSAGES, [id, last, room]);
    yield* page;
    last = page.at(-1)?.seq ?? last;
    if (page.length < PAGE) return;
  }
}

/** Opens a database that has no messages, made ready where it is empty. Rejects when that cannot be. */
export async function openPostgresTarget(url: string): Promise<ArchiveTarget> {
  const sql = await connect(url);
  try {
    await migratePostgres(sql);
    await sql.unsafe("BEGIN");
    // Servers that store a message meanwhile wait: they must not make a room that is filled here.
    await sql.unsafe("LOCK TABLE chuan.rooms IN SHARE ROW EXCLUSIVE MODE");
    const [any] = await sql`SELECT 1 FROM chuan.rooms LIMIT 1`;
    if (any)
      throw new Error("the database has messages already: set DATABASE_URL to one without any");
  } catch (error) {
    await sql.close();
    throw error;
  }
  return {
    async write(items) {
      await insertRooms(sql, items);
      await insertMessages(sql, items);
    },
    async commit() {
      await settlePostgresRooms(sql);
      await sql.unsafe("COMMIT");
    },
    [Symbol.asyncDispose]: () => sql.close(),
  };
}

async function insertRooms(sql: SQL, items: readonly ArchiveItem[]): Promise<void> {
  await sql`
    INSERT INTO chuan.rooms (name, head, at)
    SELECT room, head, at
    FROM json_to_recordset(${JSON.stringify(items.filter((item) => !isMessage(item)))}::text::json)
      AS r(room text, head bigint, at bigint)`;
}

const INSERT_MESSAGES = `
  INSERT INTO chuan.messages (room, ${namesOf(POSTGRES_COLUMNS)})
  SELECT r.id, ${listOf(POSTGRES_COLUMNS, (field) => `m."${field}"`)}
  FROM json_to_recordset($1::text::json)
    AS m(room text, ${listOf(POSTGRES_COLUMNS, (field, { type }) => `"${field}" ${type}`)})
  JOIN chuan.rooms r ON r.name = m.room`;

async function insertMessages(sql: SQL, items: readonly ArchiveItem[]): Promise<void> {
  await sql.unsafe(INSERT_MESSAGES, [JSON.stringify(items.filter(isMessage))]);
}

/** One connection, because a transaction belongs to its connection. */
async function connect(url: string): Promise<SQL> {
  const sql = new SQL(url, { max: 1 });
  try {
    await sql`SELECT 1`;
    return sql;
  } catch (error) {
    throw explained(error, url);
  }
}
