/** Who people are, between the embedded store and an archive. */
import type { Database } from "bun:sqlite";
import {
  isBlock,
  isClaim,
  isErased,
  isKey,
  isMark,
  isSettings,
  type PersonItem,
} from "../archive/person-items";
import {
  archivedBlockOf,
  archivedClaimOf,
  archivedErasedOf,
  archivedKeyOf,
  archivedMarkOf,
  archivedSettingsOf,
  type BlockRow,
  type ClaimedRow,
  type ErasedRow,
  type KeyRow,
  type MarkedRow,
  rowOfBlock,
  rowOfClaim,
  rowOfErased,
  rowOfKey,
  rowOfMark,
  rowOfSettings,
  type SettingsRow,
} from "../archive/person-rows";
import { insertInto } from "./insert-into";

/** All of it, in the order of an archive. */
export function* personItems(database: Database): Generator<PersonItem> {
  const rows = <Row>(table: string, columns: string, order: string) =>
    database.query<Row, []>(`SELECT ${columns} FROM ${table} ORDER BY ${order}`).iterate();
  for (const row of rows<KeyRow>("keys", "key, person", "key")) yield archivedKeyOf(row);
  for (const row of rows<ClaimedRow>("claims", "look, name, person", "look"))
    yield archivedClaimOf(row);
  for (const row of rows<MarkedRow>("marks", "sender, room, seen, level", "sender, room")) {
    const mark = archivedMarkOf(row);
    if (mark) yield mark;
  }
  for (const row of rows<SettingsRow>("settings", "sender, direct, last_seen, here", "sender"))
    yield archivedSettingsOf(row);
  for (const row of rows<BlockRow>("blocks", "sender, blocked", "sender, blocked"))
    yield archivedBlockOf(row);
  for (const row of rows<ErasedRow>("erased", "sender, room", "sender"))
    yield archivedErasedOf(row);
}

/** Returns what takes one item after the other into an empty file. */
export function fillPersons(database: Database): (item: PersonItem) => void {
  const keys = insertInto<KeyRow>(database, "keys", "key", "person");
  const claims = insertInto<ClaimedRow>(database, "claims", "look", "name", "person");
  const marks = insertInto<MarkedRow>(database, "marks", "sender", "room", "seen", "level");
  const settings = insertInto<SettingsRow>(
    database,
    "settings",
    "sender",
    "direct",
    "last_seen",
    "here",
  );
  const blocks = insertInto<BlockRow>(database, "blocks", "sender", "blocked");
  const erased = insertInto<ErasedRow>(database, "erased", "sender", "room");
  return (item) => {
    if (isKey(item)) keys.run(rowOfKey(item));
    else if (isClaim(item)) claims.run(rowOfClaim(item));
    else if (isMark(item)) marks.run(rowOfMark(item));
    else if (isSettings(item)) settings.run(rowOfSettings(item));
    else if (isBlock(item)) blocks.run(rowOfBlock(item));
    else if (isErased(item)) erased.run(rowOfErased(item));
  };
}
