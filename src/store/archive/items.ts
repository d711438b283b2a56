/** The items of an archive: all rooms and messages of a chat, with their ids, numbers and order, and what belongs to them. */
import type { Message } from "../../protocol";
import type { Invitation, MemberRecord, Profile, Restriction } from "../community";
import type { ReportRecord } from "../reports";
import type { ArchivedFile, FilePiece } from "./file-items";
import type { PersonItem } from "./person-items";

/** A room without its messages. `at` is the time of its last one, which may be gone (milliseconds since 1970). */
export type ArchivedRoom = {
  room: string;
  head: number;
  at: number;
  rev: number;
};

/** A message. One that was changed says who changed it last. */
export type ArchivedMessage = Message & { by?: string };

/** That somebody has reacted to a message. */
export type ArchivedReaction = {
  room: string;
  seq: number;
  emoji: string;
  from: string;
  name: string;
};

/** The send key of a change of a message. */
export type ArchivedChange = {
  room: string;
  seq: number;
  change: string;
  from: string;
};

/** The send key of a message that was removed for its age, kept until then (milliseconds since 1970). */
export type RetiredKey = {
  room: string;
  seq: number;
  id: string;
  from: string;
  at: number;
  until: number;
};

export type ArchivedDetail = ArchivedReaction | ArchivedChange | RetiredKey;

/** A profile; the server's has `access`, which says whether the server was open at its last boot. */
export type ArchivedProfile = Profile & { access?: "open" | "invited" };

/** Somebody who belongs to a room. */
export type ArchivedMember = MemberRecord & { room: string };

/** What somebody may not do in a room. */
export type ArchivedRestriction = Omit<Restriction, "kind"> & { restricted: Restriction["kind"] };

/** A report, and whether who made it knows what was decided of it. */
export type ArchivedReport = Omit<ReportRecord, "by" | "outcome" | "decidedBy"> & {
  reporter: string;
  outcome?: ReportRecord["outcome"];
  decidedBy?: string | undefined;
  told?: true | undefined;
};

/** What is kept of people. */
export type CommunityItem =
  ArchivedProfile | ArchivedMember | Invitation | ArchivedRestriction | ArchivedReport;

/**
 * What an archive consists of: a room, then its messages in rising `seq`, then what belongs to them, then the next room; after
 * all rooms the profiles, the members, the invitations, the restrictions, the reports and the persons; at last each file with its
 * pieces.
 */
export type ArchiveItem =
  ArchivedRoom | ArchivedMessage | ArchivedDetail | CommunityItem | PersonItem | FileItem;

export type FileItem = ArchivedFile | FilePiece;

/** A store that is read as it is at one moment, while servers may write to it. */
export interface ArchiveSource extends AsyncDisposable {
  items: () => AsyncIterable<ArchiveItem>;
  /** How many files `items` left out, because their bytes were not there. */
  leftOut: () => number;
}

/** An empty store that is filled from a source. Disposed of without `commit`, it stays empty. */
export interface ArchiveTarget extends AsyncDisposable {
  /** Adds the next items. */
  write: (items: readonly ArchiveItem[]) => Promise<void>;
  /** Makes all that was written durable and visible at once. */
  commit: () => Promise<void>;
}

export const isMessage = (item: ArchiveItem): item is ArchivedMessage => "txt" in item;
export const isRoom = (item: ArchiveItem): item is ArchivedRoom => "head" in item;
export const isReaction = (item: ArchiveItem): item is ArchivedReaction => "emoji" in item;
export const isChange = (item: ArchiveItem): item is ArchivedChange => "change" in item;
export const isRetiredKey = (item: ArchiveItem): item is RetiredKey =>
  "until" in item && !isInvitation(item) && !isRestriction(item);
export const isProfile = (item: ArchiveItem): item is ArchivedProfile => "kind" in item;
export const isInvitation = (item: ArchiveItem): item is Invitation => "hash" in item;
export const isMember = (item: ArchiveItem): item is ArchivedMember =>
  "rank" in item && !isInvitation(item);
export const isRestriction = (item: ArchiveItem): item is ArchivedRestriction =>
  "restricted" in item;
export const isReport = (item: ArchiveItem): item is ArchivedReport => "reporter" in item;
export const isFile = (item: ArchiveItem): item is ArchivedFile => "file" in item;
export const isPiece = (item: ArchiveItem): item is FilePiece => "piece" in item;
export const isOfFiles = (item: ArchiveItem): item is FileItem => isFile(item) || isPiece(item);
export const isOfCommunity = (item: ArchiveItem): item is CommunityItem =>
  [isProfile, isMember, isInvitation, isRestriction, isReport].some((isOne) => isOne(item));
