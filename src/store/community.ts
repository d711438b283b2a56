/**
 * Who belongs to the chat and to its rooms, which rooms were founded, and who is invited (P27 to P31). The log has the
 * messages; this has the people. Everything is durable when its promise resolves, and other machines learn of it within a second.
 */
import type { Person, Rank, RoomKind } from "../protocol";

/** A room that was founded, and the server itself (`SERVER_ROOM`). A room without a profile is open, and nobody's. */
export interface Profile {
  room: string;
  kind: RoomKind;
  title?: string | undefined;
  topic?: string | undefined;
  locked?: boolean | undefined;
  listed?: boolean | undefined;
  /** Days for which messages are kept; 0 for as long as the server keeps any. */
  days?: number | undefined;
  /** Who founded it and when, in milliseconds since 1970. */
  founder?: string | undefined;
  at: number;
  /** Dissolved: nobody may enter it, and its messages are being erased. */
  isDissolved?: boolean | undefined;
}

/** Somebody who belongs to a room. A member of `SERVER_ROOM` is known to the server (P27). `name` is the last one known. */
export interface MemberRecord extends Person {
  rank: Rank;
}

export interface Invitation {
  /** Made of the token, so that the token finds it. */
  id: string;
  /** SHA-256 of the token. The token itself is kept nowhere. */
  hash: string;
  /** `SERVER_ROOM` for an invitation to the server alone. */
  room: string;
  rank: Rank;
  /** Who made it. The first owner's has none (P33). */
  maker?: string | undefined;
  /** Milliseconds since 1970. */
  at: number;
  until: number;
  uses: number;
  used: number;
  isRevoked?: boolean | undefined;
}

/** A room as one of its members has it when they come: with its numbers in the log, 0 where nothing was said. */
export interface Belonging {
  room: string;
  rank: Rank;
  profile?: Profile | undefined;
  head: number;
  rev: number;
}

/** What is kept of a person. Somebody who is nobody here has no rank and no rooms. */
export interface PersonRecord {
  /** The rank on the server. */
  rank?: Rank | undefined;
  name?: string | undefined;
  /** Every room that the person belongs to, by name, without the server's and without those that were dissolved. */
  rooms: readonly Belonging[];
}

/** What a decision is made from: all of one moment, of the rooms and people that were asked for. */
export interface Facts {
  profiles: ReadonlyMap<string, Profile>;
  /** The rank of a person in a room; undefined for a stranger to it. */
  rank: (room: string, from: string) => Rank | undefined;
  /** How many owners a room has. */
  owners: (room: string) => number;
  /** How many messages a room ever had. */
  head: (room: string) => number;
  /** How many rooms the person who asks has founded within a day. */
  foundedLately: number;
  invitation?: Invitation | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** What becomes of the rooms: all of it, or nothing. A person without a name keeps the last one known. */
export interface Decision {
  /** New or changed. */
  profiles?: readonly Profile[];
  /** Each with the rank from now on; without a rank the person belongs to the room no more. */
  members?: readonly { room: string; person: Person; rank: Rank | undefined }[];
  invitation?: Invitation;
}

/** What a decision needs to know. */
export interface Question {
  /** The rooms whose profiles and ranks it depends on, and all those that the decision changes. */
  rooms: readonly string[];
  /** The people whose ranks it depends on, the person who asks first. */
  people: readonly string[];
  invitation?: string | undefined;
}

/**
 * What has changed: the profiles of rooms, and the ranks of people. A room whose members changed is not among the rooms. A
 * machine that may have missed something is told `all`.
 */
export type CommunityChange = "all" | { rooms: readonly string[]; people: readonly string[] };

/** By what members are found: by their ids, by their names, or by how their names begin. Names are in the form of `foldName`. */
export type Wanted =
  { people: readonly string[] } | { names: readonly string[] } | { beginning: string };

export interface Community {
  /** What is kept of a person. Many who come at once share a read. Rejects with `LogUnavailable`. */
  person(from: string): Promise<PersonRecord>;

  /** The profile of a room, if it was founded. Rejects with `LogUnavailable`. */
  profile(room: string): Promise<Profile | undefined>;

  /**
   * Reads the facts, and makes `decide`'s decision durable if the facts are still the same then; else it begins again. So of two
   * decisions about one room the second one knows the first. Rejects with what `decide` throws, and with `LogUnavailable`.
   * Resolves when this machine's listeners have been told.
   */
  decide<T extends Decision>(question: Question, decide: (facts: Facts) => T): Promise<T>;

  /** Makes a person a member of an open room, if they are none yet: what comes of `join` (P29). Rejects with `LogUnavailable`. */
  enrol(room: string, person: Person): Promise<void>;

  /** Keeps the name under which a person is shown to others of their rooms. Rejects with `LogUnavailable`. */
  rename(person: Person): Promise<void>;

  /** At most `limit` members of a room, of the highest rank first, then by `from`, after the member `after`. Rejects with `LogUnavailable`. */
  members(room: string, after: string | undefined, limit: number): Promise<MemberRecord[]>;

  /** At most `limit` members of a room, present or not, in the order of their names. Rejects with `LogUnavailable`. */
  find(room: string, wanted: Wanted, limit: number): Promise<Person[]>;

  /** At most `limit` listed open rooms in whose name, title or topic `q` stands, in the order of their names. Rejects with `LogUnavailable`. */
  listed(q: string, limit: number): Promise<Profile[]>;

  /** Rejects with `LogUnavailable`. */
  invitation(id: string): Promise<Invitation | undefined>;
  /** At most `limit` invitations to a room that can still be used, of everybody or of one maker, the newest first. Rejects with `LogUnavailable`. */
  invitations(room: string, limit: number, maker?: string): Promise<Invitation[]>;

  /**
   * Says whether the server is open or by invitation. When it becomes `invited`, everybody who has spoken before becomes known (P27).
   * Rejects with `LogUnavailable`.
   */
  setAccess(access: "open" | "invited"): Promise<void>;

  /** The days for which rooms keep their messages, where their owners said so. Rejects with `LogUnavailable`. */
  days(): Promise<ReadonlyMap<string, number>>;

  /** Rooms that were dissolved and are not erased yet. Rejects with `LogUnavailable`. */
  dissolved(): Promise<string[]>;
  /** Forgets a dissolved room, whose messages are gone: its profile, members and invitations. Rejects with `LogUnavailable`. */
  forget(room: string): Promise<void>;

  /** Calls `listener` with what has changed, on whichever machine, within a second. */
  onChange(listener: (change: CommunityChange) => void): void;

  /**
   * Whether what is known here is at most five seconds old: false when the database has not been heard for so long (P32).
   * Calls `onStale` once each time that this becomes false; listeners to changes are told `all` when it is heard again.
   */
  isFresh(): boolean;
  onStale(listener: () => void): void;

  /** Finishes what was accepted. Further calls reject with `LogUnavailable`. */
  close(): Promise<void>;
}
