/** The columns of a message's row. Each store has one list of them, from which its statements are made. */
import type { Message } from "../protocol";

/** What only some messages have. It is JSON in one column, which is NULL for all others. */
type More = Pick<
  Message,
  "re" | "calls" | "edited" | "reactions" | "files" | "notice" | "owned" | "gone"
>;

/**
 * What is read of a message's row, except its room. In the row of a message that was never changed `rev` is NULL, and
 * is counted from the changes before it. `changer` is who changed it last.
 */
export type MessageRow = Omit<Message, "room" | keyof More> & {
  changer: string | null;
  more: string | null;
};

/** A row as it is stored. */
export type StoredRow = Omit<MessageRow, "rev"> & { rev: number | null };

/** A field of a row that has a column. A row has its room's number, where the message has the room's name. */
export type Field = keyof MessageRow;

/** The name and the type of a column, as SQL writes them. */
export interface Column {
  name: string;
  type: string;
}

/** The column of each field, in the order of the fields of an exported message. */
export type Columns = Readonly<Record<Field, Column>>;

/** What `write` makes of each field and its column, with commas between. */
export function listOf(
  columns: Partial<Columns>,
  write: (field: string, column: Column) => string,
): string {
  return Object.entries(columns)
    .map(([field, column]) => write(field, column))
    .join(", ");
}

/** The names of the columns, for an INSERT. */
export function namesOf(columns: Partial<Columns>): string {
  return listOf(columns, (_, { name }) => name);
}

/** The message of a row. */
export function messageOf(row: MessageRow, room: string): Message {
  const { changer: _, more, ...plain } = row;
  const message = { room, ...plain };
  return more === null ? message : Object.assign(message, JSON.parse(more));
}

/** What stands in the column `more` for a message. */
export function moreOf({
  re,
  calls,
  edited,
  reactions,
  files,
  notice,
  owned,
  gone,
}: Partial<More>): string | null {
  const more = { re, calls, edited, reactions, files, notice, owned, gone };
  // Most have nothing of it.
  const has =
    re !== undefined ||
    calls ||
    edited !== undefined ||
    reactions ||
    files ||
    notice ||
    owned ||
    gone;
  return has ? JSON.stringify(more) : null;
}

/** The columns of a message that a change of it may rewrite. */
export function contentOf(
  message: Pick<Message, "txt"> & Partial<More>,
): Pick<MessageRow, "txt" | "more"> {
  return { txt: message.txt, more: moreOf(message) };
}

/** A message that goes into a store as it is. `by` is who changed it last; without it, it was never changed. */
export function rowOf(message: Message & { by?: string }): StoredRow {
  const { seq, id, from, name, at, rev, by } = message;
  const changed = by === undefined ? { rev: null, changer: null } : { rev, changer: by };
  return { seq, id, from, name, at, ...changed, ...contentOf(message) };
}

/** The message of a row, with who changed it last if it was changed. */
export function archivedOf(row: MessageRow, room: string): Message & { by?: string } {
  const message = messageOf(row, room);
  return row.changer === null ? message : { ...message, by: row.changer };
}
