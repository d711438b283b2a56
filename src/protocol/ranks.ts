/** Ranks in a room and on the server, and the kinds of rooms (P29, P31). */

/** From the lowest to the highest. Somebody without any of them is a stranger. */
export const RANKS = ["member", "moderator", "owner"] as const;
export type Rank = (typeof RANKS)[number];

/** A kind is for good. */
export const ROOM_KINDS = ["open", "closed", "direct"] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

/** Which messages of a room notify a person: all, those that call them, or none (P36). */
export const LEVELS = ["all", "calls", "none"] as const;
export type Level = (typeof LEVELS)[number];

/** Who may write to somebody in a direct room: everybody, people of a shared closed room, nobody (P30). */
export const REACHES = ["everybody", "shared", "nobody"] as const;
export type Reach = (typeof REACHES)[number];

/** The room of the server itself: its profile has the server's name, its members are the people who are known (P27), their ranks are those on the server. */
export const SERVER_ROOM = "~server";
/** Where pictures of people, and the server's icon, are uploaded to (P38). They are no rooms, and nobody belongs to them. */
export const FACES = "~faces";
export const ICON = "~icon";

/** Whether a rank is at least another one. A stranger has none. */
export function isAtLeast(rank: Rank | undefined, least: Rank): boolean {
  return rank !== undefined && RANKS.indexOf(rank) >= RANKS.indexOf(least);
}

/** What somebody who keeps order does (P31). Each act is a line in its room (P32). */
export const ACTS = [
  "remove",
  "sweep",
  "mute",
  "ban",
  "kick",
  "pardon",
  "rank",
  "lock",
  "unlock",
] as const;
export type Act = (typeof ACTS)[number];
