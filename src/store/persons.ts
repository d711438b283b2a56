/**
 * Who people are, on every device (P30, P34 to P36): which key is whose, who owns which name, how far one has read, whom one
 * lets write to one. Everything is durable when its promise resolves. Other machines learn of it within a second: by a change of the
 * community, or of the marks. All methods reject with `LogUnavailable`.
 */
import { type Level, type Person, type Rank, type Reach, SPOKEN_DAYS } from "../protocol";
import type { PersonRecord } from "./community";

/** Milliseconds for which it is kept that somebody spoke under a name. */
export const SPOKEN_KEPT = SPOKEN_DAYS * 86_400_000;

/** How far somebody has read in a room, and what they want to hear of there; each only if they said so. It stays when they leave the room. */
export interface Mark {
  seen?: number | undefined;
  level?: Level | undefined;
}

/** What is kept of somebody beside their rooms. It is part of `PersonRecord`. */
export interface SelfRecord {
  claimed?: string | undefined;
  direct?: Reach | undefined;
  lastSeen?: boolean | undefined;
  blocked: readonly string[];
  /** The mark in the lobby, which is in nobody's list of rooms. */
  lobby?: Mark | undefined;
}

/** A name that somebody owns. All names that look like it have one of its looks (`src/store` does not know how these are made). */
export interface Claim {
  looks: readonly string[];
  name: string;
  from: string;
}

/** What stands in the way of a claim: who owns the name, or who spoke under it. Nothing, if it was granted. */
export interface InTheWay {
  taken?: string;
  spoken?: string;
}

export interface NewMark extends Mark {
  from: string;
  room: string;
  /** The mark goes to `seen` even where it was further. */
  unread?: boolean | undefined;
}

/** A person's mark in a room, as it is kept. */
export type KeptMark = Mark & { from: string; room: string };

/** The token of a link that gives a person another key. `id` is made of the token, `hash` is its SHA-256. */
export interface Rekey {
  id: string;
  hash: string;
  from: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** That somebody spoke under a name that looks so, at a time. */
export interface Spoken {
  look: string;
  from: string;
  at: number;
}

/** What others may know of somebody: the name that they own, when they were here last, and whether they moderate. */
export interface KnownPerson {
  claimed?: string;
  lastSeen?: number;
  /** The rank in the room that was asked about, and on the server, of moderators and owners alone. */
  rank?: Rank;
  onServer?: Rank;
}

/** A person whose messages are being removed. The rooms up to `after`, in the order of `Log.rooms`, are done. */
export interface Erasing {
  from: string;
  after: string;
}

export interface Persons {
  /**
   * Whose key has this id (`publicId`), with what is kept of that person: the same id, until somebody was given another key.
   * Undefined where the key was replaced or its person erased. Many who come at once share a read.
   */
  holder(keyId: string): Promise<(PersonRecord & { from: string }) | undefined>;
  /**
   * Gives a person another key, and refuses all others from then on, with the links that are not used yet. False where the key is
   * known, which is to say that anything but messages is kept of whose it is, or where `by`, the id of the key that asks, is no longer
   * the person's.
   */
  replaceKey(from: string, keyId: string, by: string): Promise<boolean>;
  /** Keeps the hash of a token that gives a person another key, once, until then. False where the person was erased. */
  addRekey(rekey: Rekey): Promise<boolean>;
  /** Uses such a token: the person of the token, or undefined where it is none, was used, is over, or the key is known. */
  useRekey(token: { id: string; hash: string }, keyId: string): Promise<string | undefined>;

  /**
   * Makes a name a person's own, instead of the one that was. Resolves with what stands in its way, and has done nothing then: the
   * owner of the name, or of one that looks like it, or the last person beside them who spoke under it since `since`.
   */
  claim(claim: Claim, since: number): Promise<InTheWay>;
  /** Gives a name to a person, although others spoke under it. False where somebody else owns it. */
  grant(claim: Claim): Promise<boolean>;
  release(from: string): Promise<void>;
  /** Who owns the names that look like these: of those that somebody owns. */
  owners(looks: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** At most `limit` looks of names that somebody owns, above `after`, in the order of their bytes. */
  ownedLooks(after: string, limit: number): Promise<readonly string[]>;
  /** Notes that people spoke under names. Each machine tells the same at most once a day. */
  noteSpoken(spoken: readonly Spoken[]): Promise<void>;
  /** The room after which the names of earlier messages are still to be noted. Undefined when all are. */
  unnoted(): Promise<string | undefined>;
  /** Notes that the names of the rooms up to this one are noted; without a room, those of all. */
  noted(room: string | undefined): Promise<void>;

  /** Keeps marks, and resolves with each as it is then. The marks of many people go into one commit, at most ten times a second. */
  mark(marks: readonly NewMark[]): Promise<readonly KeptMark[]>;
  /**
   * Calls `listener` with marks that another machine has kept, if they changed. They may come in another order than they were kept in, also
   * beside those that this machine keeps. A machine that may have missed some is told `all` by the community.
   */
  onMarks(listener: (marks: readonly KeptMark[]) => void): void;

  allow(
    from: string,
    allows: { direct?: Reach | undefined; lastSeen?: boolean | undefined },
  ): Promise<void>;
  block(from: string, blocked: string, on: boolean): Promise<void>;
  /** Notes when people were here last, of those who allow that it is seen. */
  noteSeen(people: readonly { from: string; at: number }[]): Promise<void>;
  /** What others may know of these people, and what they are in a room, if one is given. Those of whom there is nothing are not in it. */
  known(people: readonly string[], room?: string): Promise<ReadonlyMap<string, KnownPerson>>;
  /** Whether `one` may write to `other` in a direct room, by who is blocked and whom `other` lets write, where `byDefault` is what counts for those who did not say. */
  mayReach(one: string, other: string, byDefault: Reach): Promise<boolean>;

  /**
   * Forgets a person: their name, marks, rooms and settings, and refuses their keys from then on. With `messages`, all that they said is
   * removed in steps, also after a crash. Their direct rooms stay the others', and are dissolved when both people of one are erased. The
   * caller has checked that they are no last owner.
   */
  erase(person: Person, messages: boolean): Promise<void>;
  /** People whose messages are still to be removed. */
  erasing(): Promise<Erasing[]>;
  /** Notes that a person's messages are removed in all rooms up to `after`, if that is further than what is noted; without it, everywhere. */
  erased(from: string, after: string | undefined): Promise<void>;
}
