/** Finds in an archive where a room's changes were: from that follows the `rev` of each message that was never changed. */
import { type ArchiveItem, isMessage, isRoom } from "./items";

/** That at this `head` the last change had this `rev`. */
export type ArchivedTurn = {
  room: string;
  head: number;
  rev: number;
};

/**
 * Takes an archive's items one after the other, and returns a turn where one was before that item. A last call without
 * an item ends the last room.
 */
export function createTurns(): (item?: ArchiveItem) => ArchivedTurn[] {
  let room = { room: "", head: 0, rev: 0 };
  let changes = 0;

  function turnAt(head: number, count: number): ArchivedTurn[] {
    if (count <= changes) return [];
    changes = count;
    return [{ room: room.room, head, rev: head + count }];
  }

  return (item) => {
    if (item === undefined) return turnAt(room.head, room.rev - room.head);
    if (isMessage(item) && item.by === undefined) return turnAt(item.seq - 1, item.rev - item.seq);
    if (!isRoom(item)) return [];
    const last = turnAt(room.head, room.rev - room.head);
    room = item;
    changes = 0;
    return last;
  };
}
