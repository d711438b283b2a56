/** The columns of a message's row. Each store has one list of them, from which its statements are made. */
import type { Message } from "../protocol";

/** A field of a message that has a column. A row has its room's number, where the message has the room's name. */
export type Field = Exclude<keyof Message, "room">;

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
export function namesOf(columns: Columns): string {
  return listOf(columns, (_, { name }) => name);
}
