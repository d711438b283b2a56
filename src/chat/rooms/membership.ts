import type { Turn } from "../messages/in-turn";
import type { FollowedRoom } from "./following";

/** A caller's place in a room: on its way in until the room is followed, then joined. */
export interface Membership {
  followed: FollowedRoom;
  joined: boolean;
  /** How many `join`s of it are being answered, and whether one has been answered with `ok`. */
  entering: number;
  isSure: boolean;
  /** The last message that the caller sent there. */
  said?: Said;
  /** The last change that the caller asked for there. */
  changed?: Turn;
}

export interface Said extends Turn {
  id: string;
  isRefused: boolean;
}
