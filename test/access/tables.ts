/** Answers as tables of words, as they stand in expected.ts, expected-in-open-rooms.ts and expected-in-closed-rooms.ts. */
import type { Answered, Table } from "./asking";
import { titleOf } from "./asking";
import { type Role, wordOf } from "./cast";
import { IN_ROOMS, ON_THE_SERVER, type Row, WITHOUT_A_ROOM } from "./rows";

const ROWS: Record<Table, readonly Row[]> = {
  outside: IN_ROOMS,
  inside: IN_ROOMS,
  closed: IN_ROOMS,
  direct: IN_ROOMS,
  missing: IN_ROOMS,
  server: ON_THE_SERVER,
  none: WITHOUT_A_ROOM,
};

/** Every table, with a column for each role. */
export function tablesOf(
  answered: readonly Answered[],
  roles: readonly Role[],
): Record<string, string> {
  const words = new Map(
    answered.map((one) => [keyOf(one.table, one.title, one.role), wordOf(one.answer)]),
  );
  const rowOf = (table: Table, title: string) =>
    line(
      title,
      roles.map((role) => words.get(keyOf(table, title, role)) ?? "?"),
    );
  const head = line(
    "",
    roles.map((role) => HEADS[role]),
  );
  const tables = Object.entries(ROWS).map(([table, rows]) => [
    table,
    [head, ...rows.map((row) => rowOf(table as Table, titleOf(row)))].join("\n"),
  ]);
  return Object.fromEntries(tables);
}

const keyOf = (...parts: string[]) => parts.join("|");

/** The widths of a row's title, and of each answer. */
const TITLE = 40;
const ANSWER = 10;
const HEADS: Record<Role, string> = {
  nobody: "nobody",
  stranger: "stranger",
  known: "known",
  member: "member",
  moderator: "moder.",
  owner: "owner",
  "server's moderator": "s.moder.",
  "server's owner": "s.owner",
  muted: "muted",
  banned: "banned",
};

const line = (title: string, words: readonly string[]) =>
  (title.padEnd(TITLE) + words.map((word) => word.padEnd(ANSWER)).join("")).trimEnd();

/** The columns of some roles, in the order of the table. */
export function columnsOf(table: string, roles: readonly Role[]): string {
  const heads = (table.split("\n")[0] ?? "").slice(TITLE).match(/\S+/g) ?? [];
  const wanted = new Set(roles.map((role) => HEADS[role]));
  const wordsIn = (row: string) =>
    heads.map((_, n) =>
      row
        .slice(TITLE + n * ANSWER)
        .slice(0, ANSWER)
        .trimEnd(),
    );
  return table
    .split("\n")
    .map((row) =>
      line(
        row.slice(0, TITLE),
        wordsIn(row).filter((_, n) => wanted.has(heads[n] ?? "")),
      ),
    )
    .join("\n");
}
