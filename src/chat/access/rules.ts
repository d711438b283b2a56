/** Who may do what in a room (P29 to P31): pure rules, asked by the cached ranks of a caller and by every decision that the store makes durable. */
import { isAtLeast, LOBBY, type Rank, RANKS, SERVER_ROOM } from "../../protocol";
import type { Profile, Restriction } from "../../store";
import { Refusal } from "../refusal";

/** What a person wants to do in a room. `remove` is for the person's own message. */
export type Action =
  | "read"
  | "write"
  | "remove"
  | "members"
  | "invite"
  | "oversee"
  | "settle"
  | "moderate"
  | "report"
  | "keep"
  | "list"
  | "rank"
  | "quit"
  | "dissolve";

/** A person's rank in a room, and on the server, and what they may not do there, if anything. */
export interface Ranks {
  inRoom: Rank | undefined;
  onServer: Rank | undefined;
  restrictions?: readonly Restriction[] | undefined;
}

type Place = "open" | "closed" | "direct" | "server";
type Least = Rank | "anybody" | "nobody";

/** The least rank that each action takes, by the kind of place. */
const TAKES: Record<Action, Record<Place, Least>> = {
  read: { open: "anybody", closed: "member", direct: "member", server: "moderator" },
  write: { open: "anybody", closed: "member", direct: "member", server: "moderator" },
  remove: { open: "anybody", closed: "member", direct: "member", server: "moderator" },
  members: { open: "anybody", closed: "member", direct: "member", server: "moderator" },
  invite: { open: "member", closed: "member", direct: "nobody", server: "member" },
  /** To see the invitations of others, and to revoke them. */
  oversee: { open: "moderator", closed: "moderator", direct: "nobody", server: "moderator" },
  settle: { open: "moderator", closed: "moderator", direct: "nobody", server: "owner" },
  /** To keep order, to see what was done for it, and what was reported. */
  moderate: { open: "moderator", closed: "moderator", direct: "nobody", server: "moderator" },
  report: { open: "anybody", closed: "member", direct: "nobody", server: "nobody" },
  /** To say for how long messages are kept, which erases older ones. */
  keep: { open: "owner", closed: "owner", direct: "nobody", server: "owner" },
  list: { open: "owner", closed: "nobody", direct: "nobody", server: "nobody" },
  rank: { open: "member", closed: "member", direct: "nobody", server: "member" },
  quit: { open: "member", closed: "member", direct: "nobody", server: "member" },
  dissolve: { open: "owner", closed: "owner", direct: "nobody", server: "nobody" },
};

/** What nobody may do in the lobby, which is nobody's and everybody's. */
const NOT_IN_LOBBY: ReadonlySet<Action> = new Set(["invite", "dissolve", "rank"]);

/** Whether a room is known only to its own people. Its name says so, so that nothing has to be read. */
export function isHidden(room: string): boolean {
  return room.startsWith("~");
}

/** A closed room's name that does not exist counts as a closed room: strangers get the same answer for both (H28). */
function placeOf(room: string, profile: RoomState | undefined): Place {
  if (!isHidden(room)) return "open";
  if (room === SERVER_ROOM) return "server";
  return profile?.kind === "direct" ? "direct" : "closed";
}

/** The rank that counts in a room: the server's moderators and owners count as such in open rooms, and nowhere else. */
export function rankThatCounts(room: string, { inRoom, onServer }: Ranks): Rank | undefined {
  if (room === SERVER_ROOM) return onServer;
  if (isHidden(room) || !isAtLeast(onServer, "moderator")) return inRoom;
  return isAbove(inRoom, onServer) ? inRoom : onServer;
}

/** Whether one rank is higher than another; a stranger has none. */
export function isAbove(one: Rank | undefined, other: Rank | undefined): boolean {
  return one !== undefined && (other === undefined || RANKS.indexOf(one) > RANKS.indexOf(other));
}

/** What rules need of a room's profile. */
export type RoomState = Pick<Profile, "locked" | "isDissolved"> & Partial<Pick<Profile, "kind">>;

/** Why somebody with these ranks may not do this in the room, or undefined if they may. */
export function whyNot(
  action: Action,
  room: string,
  ranks: Ranks,
  profile: RoomState | undefined,
): Refusal | undefined {
  const rank = rankThatCounts(room, ranks);
  const place = placeOf(room, profile);
  const isOfMembers = place === "closed" || place === "direct";
  const held = ranks.restrictions && restrictionOn(action, place, ranks.restrictions);
  if (held) return restricted(held);
  // The same words whether the room is there or not (H28).
  if (isOfMembers && rank === undefined) return hidden();
  if (profile?.isDissolved) return isOfMembers ? hidden() : dissolved();
  if (!isEnough(action, place, rank, ranks) || (room === LOBBY && NOT_IN_LOBBY.has(action)))
    return place === "server" && action === "read" ? hidden() : notAllowed(TAKES[action][place]);
  if (action === "write" && profile?.locked && !isAtLeast(rank, "moderator"))
    return new Refusal("locked", "only moderators write in this room now");
  return undefined;
}

/** Whether a restriction is in force. */
export function isInForce({ until }: Pick<Restriction, "until">): boolean {
  return until === undefined || until > Date.now();
}

/** What keeps somebody from an action: a ban from all, a mute from writing. One of the server mutes in open rooms alone. */
function restrictionOn(
  action: Action,
  place: Place,
  restrictions: readonly Restriction[],
): Restriction | undefined {
  return restrictions.find(
    (one) =>
      isInForce(one) &&
      (one.kind === "ban" ||
        (action === "write" &&
          (place === "open" || place === "server" || one.room !== SERVER_ROOM))),
  );
}

/** The error of somebody who is muted or banned. */
export function restricted({ kind, room, until, reason }: Restriction): Refusal {
  const [code, what] =
    kind === "ban"
      ? (["banned", "are banned from"] as const)
      : (["muted", "may not write"] as const);
  const where = room === SERVER_ROOM ? "this server" : "this room";
  const place = kind === "ban" ? where : room === SERVER_ROOM ? "on this server" : "in this room";
  const end = until === undefined ? "" : ` until ${new Date(until).toISOString()}`;
  return new Refusal(code, `you ${what} ${place}${end}`, {
    ...(until !== undefined && { until }),
    ...(reason && { reason }),
  });
}

function isEnough(action: Action, place: Place, rank: Rank | undefined, ranks: Ranks): boolean {
  const least = TAKES[action][place];
  // An open room is listed by its owner or by the server's moderators, not by moderators of its own (P29).
  if (action === "list" && place === "open" && isAtLeast(ranks.onServer, "moderator")) return true;
  return least === "anybody" || (least !== "nobody" && isAtLeast(rank, least));
}

const hidden = () => new Refusal("forbidden", "only its members may do anything in this room");
const dissolved = () => new Refusal("forbidden", "this room was dissolved");

function notAllowed(least: Least): Refusal {
  const needed = { member: "a member", moderator: "a moderator", owner: "an owner" } as const;
  return new Refusal(
    "forbidden",
    least === "anybody" || least === "nobody"
      ? "nobody can do this here"
      : `this takes ${needed[least]}`,
  );
}
