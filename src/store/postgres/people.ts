/** What is kept of people, as the shared store answers it. */
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
  lobby: MarkRow | null;
}

export function personOf(row: PersonRow): PersonRecord {
  const { rank, name, rooms, restrictions, owed, lobby } = row;
  return {
    ...(rank !== null && { rank: rankOf(rank) }),
    ...(name !== null && { name }),
    rooms: rooms.map(belongingOf),
    ...(restrictions.length > 0 && { restrictions: restrictions.map(restrictionOf) }),
    ...(owed && { isOwedNews: true }),
    ...personalOf(row, lobby ? markOf(lobby) : undefined),
  };
}
