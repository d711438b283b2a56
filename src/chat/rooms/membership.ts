import type { Turn } from "../messages/in-turn";
import type { Ranks, RoomState } from "../access/rules";
import type { FollowedRoom } from "./following";

/** A caller's place in a room: on its way in until the room is followed, then joined. */
export interface Membership {
  followed: FollowedRoom;
  joined: boolean;
  /** Whether the caller counts among the people of the room: not in a direct one, where it would show who blocks whom (P30). */
  isCounted: boolean;
  /** How many `join`s of it are being answered, and whether one has been answered with `ok`. */
  entering: number;
  isSure: boolean;
  /** The last message that the caller sent there. */
  said?: SentBefore;
  /** The last change that the caller asked for there. */
  changed?: Turn;
  /** What was decided of from the store, if there ever was an act in the room, and what reads it again (P32). */
  judged?: Judged;
  judging?: Promise<void> | undefined;
}

/** A moment of a room: the number of its last act, and what the caller may do by it. */
export interface Judged {
  acts: number;
  ranks: Ranks;
  state: RoomState | undefined;
}

export interface SentBefore extends Turn {
  id: string;
  isRefused: boolean;
}
