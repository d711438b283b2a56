/** Fills an empty database of the shared store with the items of an archive. */
import type { SQL } from "bun";
import { POSTGRES_COLUMNS } from "./schema";
import {
  type ArchivedMember,
  type ArchiveItem,
  isChange,
  isInvitation,
  isMember,
  isMessage,
  isProfile,
  isReaction,
  isReport,
  isRestriction,
  isRetiredKey,
  isRoom,
} from "../archive/items";
import { createTurns } from "../archive/turns";
import { listOf, namesOf, rowOf } from "../columns";
import {
  restrictionFrom,
  rowOfInvitation,
  rowOfProfile,
  rowOfRestriction,
} from "../community-rows";
import { rowOfReport } from "../reports";
import { RANKS } from "../../protocol";
import { fillPersons } from "./archived-persons";
import { NAME_ALL } from "./community-statements";
import { namedAs } from "./decisions";
import { createInsert } from "./insert";

const ROOMS = `
  INSERT INTO chuan.rooms (name, head, at, changes)
  SELECT room, head, at, rev - head
  FROM json_to_recordset($1::text::json) AS i(room text, head bigint, at bigint, rev bigint)`;

/** The items of `$1` with the number of their room. */
const given = (columns: string) =>
  `json_to_recordset($1::text::json) AS i(room text, ${columns}) JOIN chuan.rooms r ON r.name = i.room`;

const MESSAGES = `
  INSERT INTO chuan.messages (room, ${namesOf(POSTGRES_COLUMNS)})
  SELECT r.id, ${listOf(POSTGRES_COLUMNS, (field) => `i."${field}"`)}
  FROM ${given(listOf(POSTGRES_COLUMNS, (field, { type }) => `"${field}" ${type}`))}`;

const TURNS = `
  INSERT INTO chuan.turns (room, head, rev)
  SELECT r.id, i.head, i.rev FROM ${given("head bigint, rev bigint")}`;

const REACTIONS = `
  INSERT INTO chuan.reactions (room, seq, emoji, sender, name, number)
  SELECT r.id, i.seq, i.emoji, i."from", i.name, i.number
  FROM ${given('seq bigint, emoji text, "from" text, name text, number bigint')}`;

const CHANGE_KEYS = `
  INSERT INTO chuan.change_keys (room, seq, sender, id)
  SELECT r.id, i.seq, i."from", i.change FROM ${given('seq bigint, "from" text, change text')}`;

const RETIRED_KEYS = `
  WITH kept AS (
    INSERT INTO chuan.retired_keys (room, sender, id, seq, at, until)
    SELECT r.id, i."from", i.id, i.seq, i.at, i.until
    FROM ${given('seq bigint, id text, "from" text, at bigint, until bigint')} RETURNING room, until)
  UPDATE chuan.rooms r SET keys_until = greatest(r.keys_until, k.until)
  FROM (SELECT room, max(until) AS until FROM kept GROUP BY room) k WHERE k.room = r.id`;

const PROFILES = `
  INSERT INTO chuan.profiles SELECT * FROM json_populate_recordset(NULL::chuan.profiles, $1::text::json)`;
const INVITATIONS = `
  INSERT INTO chuan.invitations SELECT * FROM json_populate_recordset(NULL::chuan.invitations, $1::text::json)`;
const MEMBERS = `
  INSERT INTO chuan.members (room, sender, rank)
  SELECT room, "from", rank FROM json_to_recordset($1::text::json) AS i(room text, "from" text, rank int)`;

const RESTRICTIONS = `
  INSERT INTO chuan.restrictions (room, sender, kind, until, reason, maker, at, address)
  SELECT i.room, i."from", i.kind, i.until, i.reason, i.by, i.at, i.address FROM json_to_recordset($1::text::json)
    AS i(room text, "from" text, kind text, until bigint, reason text, by text, at bigint, address int)`;
const REPORTS = `
  INSERT INTO chuan.reports SELECT * FROM json_populate_recordset(NULL::chuan.reports, $1::text::json)`;
const ACTS = `
  WITH noted AS (
    INSERT INTO chuan.acts (room, seq) SELECT r.id, i.seq FROM ${given("seq bigint")} RETURNING room, seq)
  UPDATE chuan.rooms r SET acts = greatest(r.acts, n.seq)
  FROM (SELECT room, max(seq) AS seq FROM noted GROUP BY room) n WHERE n.room = r.id`;

const asItIs = (item: ArchiveItem) => item;

/** Takes items in their order, a batch at a time, and at last none. */
export function createPostgresFilling(sql: SQL): (items: readonly ArchiveItem[]) => Promise<void> {
  const insert = createInsert(sql);
  const turnsBefore = createTurns();
  let number = 0;

  return async (items) => {
    const turns = items.length > 0 ? items.flatMap((item) => turnsBefore(item)) : turnsBefore();
    await insert(ROOMS, items.filter(isRoom), asItIs);
    const messages = items.filter(isMessage);
    await insert(MESSAGES, messages, (item) => ({ ...rowOf(item), room: item.room }));
    const acts = messages.filter(({ notice }) => notice);
    await insert(ACTS, acts, ({ room, seq }) => ({ room, seq }));
    if (turns.length > 0) await sql.unsafe(TURNS, [JSON.stringify(turns)]);
    await insert(REACTIONS, items.filter(isReaction), (item) => ({
      ...item,
      number: (number += 1),
    }));
    await insert(CHANGE_KEYS, items.filter(isChange), asItIs);
    await insert(RETIRED_KEYS, items.filter(isRetiredKey), asItIs);
    await insert(PROFILES, items.filter(isProfile), (item) => ({
      ...rowOfProfile(item),
      access: item.access,
    }));
    await fillMembers(items.filter(isMember));
    await insert(INVITATIONS, items.filter(isInvitation), rowOfInvitation);
    await insert(RESTRICTIONS, items.filter(isRestriction), (item) =>
      rowOfRestriction(restrictionFrom(item)),
    );
    await insert(REPORTS, items.filter(isReport), rowOfReport);
    await fillPersons(items, insert);
  };

  async function fillMembers(members: readonly ArchivedMember[]): Promise<void> {
    await insert(MEMBERS, members, ({ room, from, rank }) => ({
      room,
      from,
      rank: RANKS.indexOf(rank),
    }));
    // Of several names of a person, the last counts: the statement would take any.
    const named = members.filter(({ name }) => name !== "").map((one) => [one.from, one] as const);
    await insert(NAME_ALL, [...new Map(named).values()], namedAs);
  }
}
