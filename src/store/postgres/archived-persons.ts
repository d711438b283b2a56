/** Who people are, between the shared store and an archive. */
import type { ArchiveItem } from "../archive/items";
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
import type { Insert } from "./insert";

const KEYS = "SELECT key, person FROM chuan.keys ORDER BY key";
const CLAIMS = "SELECT look, name, person FROM chuan.claims ORDER BY look";
const MARKS = `
  SELECT k.sender, k.room, k.seen::float8 AS seen, k.level FROM chuan.marks k ORDER BY k.sender, k.room`;
const SETTINGS = `
  SELECT s.sender, s.direct, s.last_seen, s.here::float8 AS here FROM chuan.settings s ORDER BY s.sender`;
const BLOCKS = "SELECT sender, blocked FROM chuan.blocks ORDER BY sender, blocked";
const ERASED = "SELECT sender, room FROM chuan.erased ORDER BY sender";

/** All rows of a statement that orders them, a page at a time. */
type Pages = <Row>(statement: string) => AsyncGenerator<Row>;

/** All of it, in the order of an archive. */
export async function* personItems(pages: Pages): AsyncGenerator<PersonItem> {
  for await (const row of pages<KeyRow>(KEYS)) yield archivedKeyOf(row);
  for await (const row of pages<ClaimedRow>(CLAIMS)) yield archivedClaimOf(row);
  for await (const row of pages<MarkedRow>(MARKS)) {
    const mark = archivedMarkOf(row);
    if (mark) yield mark;
  }
  for await (const row of pages<SettingsRow>(SETTINGS)) yield archivedSettingsOf(row);
  for await (const row of pages<BlockRow>(BLOCKS)) yield archivedBlockOf(row);
  for await (const row of pages<ErasedRow>(ERASED)) yield archivedErasedOf(row);
}

const into = (table: string) => `
  INSERT INTO chuan.${table} SELECT * FROM json_populate_recordset(NULL::chuan.${table}, $1::text::json)`;

/** Inserts the persons among some items into an empty database. */
export async function fillPersons(items: readonly ArchiveItem[], insert: Insert): Promise<void> {
  await insert(into("keys"), items.filter(isKey), rowOfKey);
  await insert(into("claims"), items.filter(isClaim), rowOfClaim);
  await insert(into("marks"), items.filter(isMark), rowOfMark);
  await insert(into("settings"), items.filter(isSettings), rowOfSettings);
  await insert(into("blocks"), items.filter(isBlock), rowOfBlock);
  await insert(into("erased"), items.filter(isErased), rowOfErased);
}
