/**
 * Who belongs to the chat and to its rooms, which rooms were founded, and who is invited (P27 to P31). The log has the
 * messages; this has the people. Everything is durable when its promise resolves, and other machines learn of it within a second.
 */
import type { Level, Message, Person, Rank, RoomKind } from "../protocol";
import type { Change } from "./changes";
import type { Draft } from "./log";
import type { SelfRecord } from "./persons";
import type { Reports } from "./reports";

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

/** That somebody may not write in a room, or not come into it; of `SERVER_ROOM`: in no open room, or not to the server (P31). */
export interface Restriction {
  room: string;
  from: string;
  kind: "mute" | "ban";
  /** Milliseconds since 1970; without it, for good. */
  until?: number | undefined;
  /** Why, as its maker put it; may be empty. */
  reason: string;
  /** Who made it, and when. */
  by: string;
  at: number;
  /** Of a ban from the server: strangers from the addresses that the person had then are kept out as well, for an hour. */
  address?: true | undefined;
}

/** A room as one of its members has it when they come: with its numbers in the log, 0 where nothing was said. */
export interface Belonging {
  room: string;
  rank: Rank;
  profile?: Profile | undefined;
  head: number;
  rev: number;
  /** How far the person has read there, and what they want to hear of (P36). */
  seen?: number | undefined;
  level?: Level | undefined;
  /** Of a direct room: the other person, with the last name known (P30). */
  with?: Person | undefined;
}

/** What is kept of a person. Somebody who is nobody here has no rank and no rooms. */
export interface PersonRecord {
  /** The rank on the server. */
  rank?: Rank | undefined;
  name?: string | undefined;
  /** Every room that the person belongs to, by name, without the server's and without those that were dissolved. */
  rooms: readonly Belonging[];
  /** What the person may not do, on the server and in any room, if anything. */
  restrictions?: readonly Restriction[];
  /** Something was decided about a report of the person's, who was not told of it yet. */
  isOwedNews?: true;
  /** What is kept of somebody who has a key and said something about themselves. */
  self?: SelfRecord | undefined;
  /** The id of the person's key, where it is not their first one: all others are refused (P35). */
  key?: string | undefined;
  /** Erased: every key of the person is refused. */
  isErased?: true | undefined;
}

/** What a decision is made from: all of one moment, of the rooms and people that were asked for. */
export interface Facts {
  profiles: ReadonlyMap<string, Profile>;
  /** The rank of a person in a room; undefined for a stranger to it. */
  rank: (room: string, from: string) => Rank | undefined;
  /** What a person may not do in a room at this moment. */
  restrictions: (room: string, from: string) => readonly Restriction[];
  /** The number of the last act in a room, 0 before the first (P32). */
  acts: (room: string) => number;
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
  /** Each replaces the one of its kind, of that person in that room. */
  restrictions?: readonly Restriction[];
  /** People whose restrictions in a room end. */
  lifted?: readonly { room: string; from: string }[];
  /** Makers whose invitations end: those to a room, or without a room all. */
  ended?: readonly { maker: string; room?: string }[];
  /** Removals of messages of one room. */
  removals?: readonly (Change & { kind: "remove" })[];
  /** The notice of the act that this is: a message of that room, which becomes the room's last act (P32). */
  notice?: Draft | undefined;
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
export type CommunityChange =
  | "all"
  | {
      rooms: readonly string[];
      people: readonly string[];
      /** Those of them whose restrictions changed: they may have no key, and belong to nothing. */
      restricted?: readonly string[] | undefined;
      /** Looks of names that were claimed or given up (P34). */
      looks?: readonly string[] | undefined;
      /** Rooms of which somebody reported something, or decided about it. */
      reports?: readonly string[] | undefined;
    };

/** By what members are found: by their ids, by their names, or by how their names begin. Names are in the form of `foldName`. */
export type Wanted =
  { people: readonly string[] } | { names: readonly string[] } | { beginning: string };

/** Everything that the community can be asked and told; `Reports` is the part about reports. */
export interface Community extends Reports {
  /** What is kept of a person. Many who come at once share a read. Rejects with `LogUnavailable`. */
  person(from: string): Promise<PersonRecord>;

  /** The profile of a room, if it was founded. Rejects with `LogUnavailable`. */
  profile(room: string): Promise<Profile | undefined>;

  /**
   * Reads the facts, and makes `decide`'s decision durable if the facts are still the same then; else it begins again. So of two
   * decisions about one room the second one knows the first. Rejects with what `decide` throws, and with `LogUnavailable`.
   * Resolves when this machine's listeners have been told, also those who follow the room of the notice in the log.
   */
  decide<T extends Decision>(question: Question, decide: (facts: Facts) => T): Promise<T>;

  /** The facts of a question, all of one moment. Rejects with `LogUnavailable`. */
  facts(question: Question): Promise<Facts>;

  /** Makes a person a member of an open room, if they are not one yet and are not banned there: the result of `join` (P29). Rejects with `LogUnavailable`. */
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

  /** At most `limit` notices of acts in a room, with numbers below `before`, the newest first. Rejects with `LogUnavailable`. */
  acts(room: string, before: number, limit: number): Promise<Message[]>;

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

  /** Calls `listener` with what has changed, on any machine, within a second. */
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
