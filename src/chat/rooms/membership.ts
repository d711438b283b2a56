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
}

export interface Said {
  id: string;
  isRefused: boolean;
  /** Resolves when it has been given to the log, while it has not. */
  begun?: Promise<void> | undefined;
}
