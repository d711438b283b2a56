/** A message that is alone in its commit: one short function of the database instead of the general one. */
import { SQL } from "bun";
import type { Message } from "../../protocol";
import { moreOf } from "../columns";
import type { Draft } from "../log";
import type { Connections } from "./connections";

type Numbers = Pick<Message, "seq" | "rev" | "at">;
/** NULL where the general function has to look. */
type Answer = Numbers | { [Field in keyof Numbers]: null };

const STORE_ONE = `
  SELECT seq::float8 AS seq, rev::float8 AS rev, at::float8 AS at
  FROM chuan.store_one($1, $2, $3, $4, $5, $6, $7)`;
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
  const { room, id, from, name, txt } = said;
  const given = [room, id, from, name, txt, moreOf(said), acts ?? null];
  const [numbers] = await database.run<Answer>(STORE_ONE, given).catch(emptyIfThere);
  if (!numbers || numbers.seq === null) return undefined;
  return { ...said, ...numbers };
}

/** Another machine has stored the message in this moment. */
function emptyIfThere(error: unknown): Answer[] {
  if (error instanceof SQL.PostgresError && error.errno === DUPLICATE) return [];
  throw error;
}
