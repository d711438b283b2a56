/** The lines of an archive about persons, made of rows as both stores keep them, and rows made of lines. */
import { reachOf, markOf, type MarkRow } from "../person-rows";
import type {
  ArchivedClaim,
  ArchivedErased,
  ArchivedKey,
  ArchivedMark,
  ArchivedSettings,
} from "./person-items";

export type KeyRow = { key: string; person: string | null };
export type ClaimedRow = { look: string; name: string; person: string };
export type MarkedRow = MarkRow & { sender: string; room: string };
export type SettingsRow = {
  sender: string;
  direct: string | null;
  last_seen: number | null;
  here: number | null;
};
export type BlockRow = { sender: string; blocked: string };
export type ErasedRow = { sender: string; room: string | null };

export const archivedKeyOf = ({ key, person }: KeyRow): ArchivedKey =>
  person === null ? { key } : { key, holder: person };
export const rowOfKey = ({ key, holder }: ArchivedKey): KeyRow => ({
  key,
  person: holder ?? null,
});

export const archivedClaimOf = ({ look, name, person }: ClaimedRow): ArchivedClaim => ({
  claimed: look,
  name,
  from: person,
});
export const rowOfClaim = ({ claimed, name, from }: ArchivedClaim): ClaimedRow => ({
  look: claimed,
  name,
  person: from,
});

/** Undefined where nothing is left of it but what a newer version knows. */
export function archivedMarkOf({ sender, room, ...row }: MarkedRow): ArchivedMark | undefined {
  const { seen, level } = markOf(row);
  if (seen === undefined && level === undefined) return undefined;
  return { room, from: sender, ...(seen !== undefined && { seen }), ...(level && { level }) };
}
export const rowOfMark = ({ room, from, seen, level }: ArchivedMark): MarkedRow => ({
  room,
  sender: from,
  seen: seen ?? null,
  level: level ?? null,
});

export function archivedSettingsOf(row: SettingsRow): ArchivedSettings {
  const { sender, last_seen: lastSeen, here } = row;
  const direct = reachOf(row.direct);
  return {
    settings: sender,
    ...(direct && { direct }),
    ...(lastSeen !== null && { lastSeen: lastSeen === 1 }),
    ...(here !== null && { here }),
  };
}
export const rowOfSettings = (settings: ArchivedSettings): SettingsRow => ({
  sender: settings.settings,
  direct: settings.direct ?? null,
  last_seen: settings.lastSeen === undefined ? null : Number(settings.lastSeen),
  here: settings.here ?? null,
});

export const archivedBlockOf = ({ sender, blocked }: BlockRow) => ({ from: sender, blocked });
export const rowOfBlock = ({ from, blocked }: { from: string; blocked: string }): BlockRow => ({
  sender: from,
  blocked,
});

export const archivedErasedOf = ({ sender, room }: ErasedRow): ArchivedErased =>
  room === null ? { erased: sender } : { erased: sender, after: room };
export const rowOfErased = ({ erased, after }: ArchivedErased): ErasedRow => ({
  sender: erased,
  room: after ?? null,
});
