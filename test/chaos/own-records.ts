/** What a run leaves behind of who people are on every device: their rooms, their marks, and their direct rooms (P30, P36). */
import type { Level, OwnRoom } from "../../src/protocol";

/** Something that was asked, and the log in which it was acknowledged, and when; without them, nobody knows whether it was done. */
export interface Tried {
  began: number;
  ended?: number;
  epoch?: string;
}

/** `unread`: the mark was set back on purpose, or to where a restored log ends. */
export interface MarkAsked extends Tried {
  room: string;
  seq?: number | undefined;
  level?: Level | undefined;
  unread?: boolean | undefined;
}

/** A room was joined, or its membership was ended. */
export interface Moved extends Tried {
  room: string;
  isIn: boolean;
}

/** A room as a device has it in the end, or as the server tells it to a device that comes when all is over. */
export interface Place extends Pick<OwnRoom, "kind"> {
  room: string;
  seen?: number | undefined;
  level: Level;
  with?: string | undefined;
}

/** One person on all their devices. */
export interface Self {
  name: string;
  from: string;
  marks: MarkAsked[];
  moves: Moved[];
  /** Until when marks in a room may have gone with a membership that ended: by a ban, or by quitting. */
  ends: { room: string; at: number }[];
  /** All direct rooms that a connection of the person was told of. */
  heard: Set<string>;
  /** What each device has in the end, and each machine. */
  devices: Place[][];
  kept: Place[][];
}

/** A room of two, and everybody else who could read it. */
export interface Pair {
  room: string;
  people: readonly [string, string];
  readers: string[];
}
