/** A message that is alone in its commit: one short function of the database instead of the general one. */
import { SQL } from "bun";
import type { Message } from "../../protocol";
import { contentOf } from "../columns";
import type { Draft } from "../log";
import type { Connections } from "./connections";
import { POSTGRES_COLUMNS } from "./schema";

type Numbers = Pick<Message, "seq" | "rev" | "at">;
/** NULL where the general function has to look. */
type Answer = Numbers | { [Field in keyof Numbers]: null };

/** The columns that the function is given: all but those that it answers with, or that only a change writes. */
const { seq: _seq, rev: _rev, at: _at, changer: _changer, ...GIVEN } = POSTGRES_COLUMNS;
const FIELDS = Object.keys(GIVEN) as (keyof typeof GIVEN)[];

const STORE_ONE = `
  SELECT seq::float8 AS seq, rev::float8 AS rev, at::float8 AS at
  FROM chuan.store_one(room => $1, acts => $2, ${FIELDS.map((field, n) => `"${field}" => $${n + 3}`).join(", ")})`;
/** What Postgres says of a key that is there. */
const DUPLICATE = "23505";

/**
 * Stores a new message, and resolves with it. Undefined, with nothing stored, where it is not certain that it is new, the room is, or
 * the decision did not know the last act.
 */
export async function storeOne(
  database: Connections,
  said: Draft,
  acts: number | undefined,
): Promise<Message | undefined> {
  const row = { ...said, ...contentOf(said) };
  const given = [said.room, acts ?? null, ...FIELDS.map((field) => row[field])];
  const [numbers] = await database.run<Answer>(STORE_ONE, given).catch(emptyIfThere);
  if (!numbers || numbers.seq === null) return undefined;
  return { ...said, ...numbers };
}

/** Another machine has stored the message in this moment. */
function emptyIfThere(error: unknown): Answer[] {
  if (error instanceof SQL.PostgresError && error.errno === DUPLICATE) return [];
  throw error;
}
