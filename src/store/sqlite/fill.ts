/** Fills an empty file of the embedded store with the items of an archive. */
import type { Database } from "bun:sqlite";
import {
  type FileItem,
  type ArchivedChange,
  type ArchivedReaction,
  type ArchiveItem,
  isChange,
  isMessage,
  isOfCommunity,
  isReaction,
  isRoom,
  type RetiredKey,
  type ArchivedRoom,
} from "../archive/items";
import { isPersonItem } from "../archive/person-items";
import { createTurns, type ArchivedTurn } from "../archive/turns";
import { rowOf } from "../columns";
import { fillPersons } from "./archived-persons";
import { fillSqliteCommunity } from "./fill-community";
import { INSERT_MESSAGE, type InsertedRow, prepareStatements } from "./sqlite-statements";

/** Takes one item after the other, and at last a call without one. Files are not for it. */
export function fillSqlite(database: Database): (item?: Exclude<ArchiveItem, FileItem>) => void {
  const insertRoom = database.query<{ id: number }, ArchivedRoom>(
    `INSERT INTO rooms (name, head, at, changes) VALUES ($room, $head, $at, $rev - $head) RETURNING id`,
  );
  const insertMessage = database.query<null, InsertedRow>(INSERT_MESSAGE);
  const insertTurn = database.query<null, ArchivedTurn & { place: number }>(
    "INSERT INTO turns (room, head, rev) VALUES ($place, $head, $rev)",
  );
  const insertReaction = database.query<null, ArchivedReaction & { place: number; number: number }>(
    `INSERT INTO reactions (room, seq, emoji, sender, name, number)
     VALUES ($place, $seq, $emoji, $from, $name, $number)`,
  );
  const insertChange = database.query<null, ArchivedChange & { place: number }>(
    "INSERT INTO change_keys (room, seq, sender, id) VALUES ($place, $seq, $from, $change)",
  );
  const insertKey = database.query<null, RetiredKey & { place: number }>(
    `INSERT INTO retired_keys (room, sender, id, seq, at, until)
     VALUES ($place, $from, $id, $seq, $at, $until)`,
  );
  const keepKeys = database.query<null, { place: number; until: number }>(
    "UPDATE rooms SET keys_until = max(keys_until, $until) WHERE id = $place",
  );
  const { act, noteAct } = prepareStatements(database);
  const fillCommunity = fillSqliteCommunity(database);
  const fillPerson = fillPersons(database);
  const turnsBefore = createTurns();
  let place = 0;
  let number = 0;

  function attach(item: ArchivedReaction | ArchivedChange | RetiredKey): void {
    if (isReaction(item)) insertReaction.run({ ...item, place, number: (number += 1) });
    else if (isChange(item)) insertChange.run({ ...item, place });
    else {
      insertKey.run({ ...item, place });
      keepKeys.run({ place, until: item.until });
    }
  }

  return (item) => {
    // Of the room before, where a room begins.
    for (const turn of turnsBefore(item)) insertTurn.run({ ...turn, place });
    if (item === undefined) return;
    if (isRoom(item)) {
      place = insertRoom.get({ ...item })?.id ?? 0;
      number = 0;
    } else if (isOfCommunity(item)) fillCommunity(item);
    else if (isMessage(item)) {
      insertMessage.run({ ...rowOf(item), place });
      const { seq, notice } = item;
      if (notice) for (const note of [act, noteAct]) note.run({ place, seq });
    } else if (isPersonItem(item)) fillPerson(item);
    else attach(item);
  };
}
