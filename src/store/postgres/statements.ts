/** The shared store's statements for messages, and the messages in announcements. */
import type { Connections } from "./connections";
import { POSTGRES_COLUMNS } from "./schema";
import { contentOf, listOf, messageOf, type MessageRow } from "../columns";
import type { Payload } from "./notifications";
import type { Message } from "../../protocol";
import type { Draft, Log, Work } from "../log";
import { SELECTED } from "./selected";
import { storeOne } from "./store-one";

/** The columns that `chuan.store` answers with: all but the send key, which the draft has. */
const { id: _id, from: _from, changer: _changer, ...ANSWERED } = POSTGRES_COLUMNS;
type AnsweredRow = Omit<MessageRow, "id" | "from" | "changer"> & { isNew: boolean };
/** What `chuan.store` answers of a draft whose number of the last act is another one. */
type StaleRow = { [Field in Exclude<keyof AnsweredRow, "isNew">]: null } & { isNew: false };

/** A piece of work that is a message, or a change. */
export type Given<Said extends Work["said"]> = Work & { said: Said };

/** A message as it is stored now, and whether it was not before; or that another act is the last of its room. */
export type StoredMessage = { message: Message; isNew: boolean } | { refused: "stale" };

const STORE = `
  SELECT ${listOf(ANSWERED, (field, { name, type }) => `stored.${name}${type === "bigint" ? "::float8" : ""} AS "${field}"`)},
    stored.is_new AS "isNew"
  FROM json_array_elements($1::text::json) WITH ORDINALITY AS given (part, place),
    chuan.store(part->>'room', part->'drafts') WITH ORDINALITY AS stored
  ORDER BY place, stored.ordinality`;

/** Stores drafts in one transaction, and resolves with what is stored under their send keys, in their order. */
export async function store(
  database: Connections,
  drafts: readonly Given<Draft>[],
): Promise<StoredMessage[]> {
  const [only] = drafts;
  if (only && drafts.length === 1) {
    const message = await storeOne(database, only.said, only.acts);
    if (message) return [{ message, isNew: true }];
  }
  // The rooms are in one order on every machine, so that no two machines wait for each other's.
  const byRoom = [...Map.groupBy(drafts, ({ said }) => said.room)].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const given = byRoom.map(([room, ofRoom]) => ({ room, drafts: ofRoom.map(givenOf) }));
  const rows = await database.run<AnsweredRow | StaleRow>(STORE, [JSON.stringify(given)]);
  const answered = byRoom.flatMap(([, ofRoom]) => ofRoom);
  const stored = new Map(answered.map((draft, n) => [draft, storedAs(draft.said, rows[n])]));
  return drafts.map((draft) => stored.get(draft) ?? storedAs(draft.said, undefined));
}

/** What `chuan.store` is given of a draft. */
export function givenOf({ said, acts }: Given<Draft>): object {
  const { id, from, name } = said;
  return { id, from, name, acts, ...contentOf(said) };
}

function storedAs(
  { id, from, room }: Draft,
  answered: AnsweredRow | StaleRow | undefined,
): StoredMessage {
  if (!answered) throw new Error("the database did not answer for every message");
  if (answered.seq === null) return { refused: "stale" };
  const { isNew, ...row } = answered;
  return { message: messageOf({ ...row, id, from, changer: null }, room), isNew };
}

const IS_STORED = `
  SELECT EXISTS (SELECT FROM chuan.messages m WHERE m.room = r.id AND m.sender = $2 AND m.id = $3)
    OR EXISTS (SELECT FROM chuan.retired_keys k
      WHERE k.room = r.id AND k.sender = $2 AND k.id = $3 AND k.until > chuan.now()) AS "isStored"
  FROM chuan.rooms r WHERE r.name = $1`;

/** Whether a send key is known, as `Log.isStored` promises it. */
export async function isStored(
  database: Connections,
  { room, from, id }: Parameters<Log["isStored"]>[0],
): Promise<boolean> {
  const [row] = await database.run<{ isStored: boolean }>(IS_STORED, [room, from, id]);
  return row?.isStored === true;
}

/** Messages of a room among which those of one person are looked for in one step. */
const SCANNED = 5000;

const SAID_BY = `
  SELECT r.head::float8 AS head,
    (SELECT m.at::float8 FROM chuan.messages m WHERE m.room = r.id AND m.seq <= least($3, r.head + 1) - 1 - ${SCANNED}
      ORDER BY m.seq DESC LIMIT 1) AS at,
    (SELECT coalesce(json_agg(f ORDER BY f.seq DESC), '[]') FROM (
      SELECT ${SELECTED} FROM chuan.messages m
      WHERE m.room = r.id AND m.seq < least($3, r.head + 1) AND m.seq > least($3, r.head + 1) - 1 - ${SCANNED}
        AND m.sender = $2 AND m.at >= $4 ORDER BY m.seq DESC LIMIT $5) f) AS found
  FROM chuan.rooms r WHERE r.name = $1`;

/** What a person said in a room, as `Log.saidBy` promises it. */
export async function saidBy(
  database: Connections,
  { room, from, before, since }: Parameters<Log["saidBy"]>[0],
  limit: number,
): ReturnType<Log["saidBy"]> {
  type Row = { head: number; at: number | null; found: MessageRow[] };
  const [row] = await database.run<Row>(SAID_BY, [room, from, before, since, limit]);
  if (!row) return { messages: [], next: undefined };
  const messages = row.found.map((one) => messageOf(one, room));
  if (messages.length === limit) return { messages, next: messages.at(-1)?.seq };
  const next = Math.min(before, row.head + 1) - SCANNED;
  return { messages, next: row.at === null || row.at < since ? undefined : next };
}

/** The names of rooms, as `Log.rooms` promises them. */
export async function roomsAfter(
  database: Connections,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await database.run<{ name: string }>(
    "SELECT name FROM chuan.rooms WHERE name > $1 ORDER BY name LIMIT $2",
    [after, limit],
  );
  return rows.map(({ name }) => name);
}

// Times rise with numbers, so the old messages are the first of a room. The room is locked before them, as by a change.
const remove = (condition: string) => `
  WITH place AS (SELECT id FROM chuan.rooms WHERE name = $1 FOR UPDATE),
    oldest AS (
      SELECT m.room, m.seq, m.at FROM chuan.messages m
      WHERE m.room = (SELECT id FROM place) ORDER BY m.seq LIMIT $2),
    removed AS (
      DELETE FROM chuan.messages m USING oldest o
      WHERE m.room = o.room AND m.seq = o.seq AND ${condition} RETURNING 1),
    forgotten AS (DELETE FROM chuan.retired_keys WHERE until < chuan.now())
  SELECT count(*)::float8 AS count FROM removed`;
const REMOVE = remove("o.at < $3");
// Of the same moment: what is said when the room is dissolved no more is not seen.
const ERASE = remove("EXISTS (SELECT FROM chuan.profiles WHERE room = $1 AND dissolved = 1)");

/** Removes a room's oldest messages, as `Log.remove` promises it. */
export async function removeOldest(
  database: Connections,
  room: string,
  before: number,
  most: number,
): Promise<number> {
  const [row] = await database.run<{ count: number }>(REMOVE, [room, most, before]);
  return row?.count ?? 0;
}

/** Removes messages of a dissolved room, as `Log.erase` promises it. */
export async function eraseSome(database: Connections, room: string, most: number): Promise<void> {
  await database.run(ERASE, [room, most]);
}

// One statement, so that a machine that stores a message meanwhile waits for the room's row, and finds it gone.
const FORGET = `
  WITH place AS (
      DELETE FROM chuan.rooms r WHERE r.name = $1
        AND NOT EXISTS (SELECT FROM chuan.messages m WHERE m.room = r.id) RETURNING r.id),
    reactions AS (DELETE FROM chuan.reactions WHERE room IN (SELECT id FROM place)),
    change_keys AS (DELETE FROM chuan.change_keys WHERE room IN (SELECT id FROM place)),
    turns AS (DELETE FROM chuan.turns WHERE room IN (SELECT id FROM place))
  DELETE FROM chuan.retired_keys WHERE room IN (SELECT id FROM place)`;

/** Forgets a room, as `Log.forget` promises it. */
export async function forgetRoom(database: Connections, room: string): Promise<void> {
  await database.run(FORGET, [room]);
}

/** Makes a write that needs as much room as messages do. */
export async function writeTrial(database: Connections): Promise<void> {
  await database.run("UPDATE chuan.trial SET bytes = repeat('x', 32768)::bytea", []);
}

/** Something as it is announced: the message, and who changed it; or only the `rev`, when that is too long. */
export type Announcement = { rev: number; message?: Message; by?: string };

/**
 * What a notification announces, in rising `rev`. A function of the version before, which was still running when the
 * database moved forward, announces messages without a `rev`: these have to be read, and are undefined.
 */
export function announcedIn({ room, messages, changes }: Payload): (Announcement | undefined)[] {
  const all = [messages, changes].flatMap((one): unknown[] => (Array.isArray(one) ? one : []));
  return all
    .filter((one) => typeof one === "object" && one !== null)
    .filter((one) => "seq" in one || "rev" in one)
    .map((one) => announcedAs(room, { ...one }));
}

function announcedAs(room: string, said: Record<string, unknown>): Announcement | undefined {
  const { rev, by, ...message } = said;
  if (!isNumber(rev)) return undefined;
  if (!isWhole(message)) return { rev };
  const announced = { rev, message: { ...message, room, rev } };
  return typeof by === "string" ? { ...announced, by } : announced;
}

const isNumber = (said: unknown): said is number => Number.isSafeInteger(said);

function isWhole(said: object): said is Omit<Message, "room" | "rev"> {
  return "seq" in said && isNumber(said.seq) && "id" in said;
}
