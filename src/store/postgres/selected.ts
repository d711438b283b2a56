/** What is selected of messages in the shared store. */
import { POSTGRES_COLUMNS } from "./schema";
import { listOf } from "../columns";

/** How many changes there were in a room before a message: what was never changed has that in no column. */
const CHANGES_BEFORE = `coalesce(
  (SELECT t.rev - t.head FROM chuan.turns t WHERE t.room = m.room AND t.head < m.seq ORDER BY t.head DESC LIMIT 1), 0)`;

/** The `rev` that a message of `m` was given at its birth, and its present one. */
const BORN = `m.seq + ${CHANGES_BEFORE}`;
const REV = `coalesce(m.rev, ${BORN})`;

/** What selects a message from `chuan.messages m`, without its room. JavaScript has no bigint in a message. */
export const SELECTED = selectedAs({ rev: `(${REV})::float8` });

/** The same of messages at their birth: as they are now, but with the `rev` of that moment, and changed by nobody. */
export const SELECTED_AS_BORN = selectedAs({ rev: `(${BORN})::float8`, changer: "NULL::text" });

function selectedAs(values: Record<string, string>): string {
  return listOf(POSTGRES_COLUMNS, (field, { name, type }) => {
    const plain = type === "bigint" ? `m.${name}::float8` : `m.${name}`;
    return `${values[field] ?? plain} AS "${field}"`;
  });
}
