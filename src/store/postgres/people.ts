/** What is kept of people, as the shared store answers it. */
import { LOBBY } from "../../protocol";
import type { PersonRecord } from "../community";
import {
  belongingOf,
  type BelongingRow,
  rankOf,
  restrictionOf,
  type RestrictionRow,
} from "../community-rows";
import { markOf, type MarkRow, personalOf, type PersonalRow } from "../person-rows";

/** A person, as `chuan.persons` has them. */
export interface PersonRow extends PersonalRow {
  from: string;
  rank: number | null;
  name: string | null;
  rooms: readonly BelongingRow[];
  restrictions: readonly RestrictionRow[];
  owed: boolean;
  marks: readonly (MarkRow & { room: string })[] | null;
}

export function personOf(row: PersonRow): PersonRecord {
  const { rank, name, rooms, restrictions, owed } = row;
  const marks = new Map(row.marks?.map((mark) => [mark.room, markOf(mark)]));
  return {
    ...(rank !== null && { rank: rankOf(rank) }),
    ...(name !== null && { name }),
    rooms: rooms.map((one) => belongingOf(one, marks.get(one.room))),
    ...(restrictions.length > 0 && { restrictions: restrictions.map(restrictionOf) }),
    ...(owed && { isOwedNews: true }),
    ...personalOf(row, marks.get(LOBBY)),
  };
}
