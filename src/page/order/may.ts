/** Which people a person may act on, and where. The server decides; the page only offers what it would not refuse (P31). */
import { isAtLeast, LOBBY, type Rank, RANKS, SERVER_ROOM } from "../../protocol";
import type { Chat } from "../state/chat";
import { ownRankIn } from "../state/rights";
import type { RoomFacts } from "../state/room-profile";

export type OfferedAct = "mute" | "kick" | "ban" | "sweep" | "rank" | "pardon";

/** The ranks of others, as far as they are known: in a room, and on the server. */
export interface KnownRanks {
  inRoom: ReadonlyMap<string, Rank>;
  onServer: ReadonlyMap<string, Rank>;
}

/** A room, or the server where there is no room, and what the person may do to somebody there. */
export interface Place {
  room: string | undefined;
  doings: readonly OfferedAct[];
  /** The ranks that the person may give. */
  ranks: readonly Rank[];
}

const IN_ROOM: readonly OfferedAct[] = ["mute", "sweep", "kick", "ban"];
/** Nobody is put out of the lobby alone. */
const IN_LOBBY: readonly OfferedAct[] = ["mute", "sweep"];
const ON_SERVER: readonly OfferedAct[] = ["mute", "ban"];

type Ranked = Pick<Chat, "server">;

/** Whether the person may keep order in a room: as its moderator, or as the server's. */
export function mayKeepOrder(chat: Ranked, room: RoomFacts): boolean {
  return isAtLeast(ownRankIn(room, chat), "moderator") || isModerator(chat);
}

/** Whether the person may keep order on the server. */
export function isModerator({ server }: Ranked): boolean {
  return isAtLeast(server.value.rank, "moderator");
}

/** Whether a person of one rank acts on one of another rank. */
const outranks = (own: Rank | undefined, other: Rank | undefined) =>
  isAtLeast(own, "moderator") && !isAtLeast(other, own ?? "owner");

/** Whether somebody may act on the person `from` in a room. */
export function mayActOn(
  chat: Ranked & Pick<Chat, "me">,
  room: RoomFacts,
  from: string,
  ranks: KnownRanks,
): boolean {
  return from !== chat.me.value && outranks(ownRankIn(room, chat), rankOfOther(room, from, ranks));
}

/** The rank of somebody that counts in a room. */
function rankOfOther(room: RoomFacts, from: string, { inRoom, onServer }: KnownRanks) {
  const [there, here] = [onServer.get(from), inRoom.get(from)];
  return !room.isClosed && isAtLeast(there, "moderator") && there && !isAtLeast(here, there)
    ? there
    : here;
}

/** All that a person may do to the person `from`, seen from a room. */
export function placesFor(
  chat: Ranked & Pick<Chat, "me">,
  room: RoomFacts,
  from: string,
  ranks: KnownRanks,
): Place[] {
  const places: Place[] = [];
  const isLobby = room.name === LOBBY;
  if (mayActOn(chat, room, from, ranks)) {
    const given = isLobby ? [] : givenBy(ownRankIn(room, chat), ranks.inRoom.get(from));
    places.push(placeWith(room.name, isLobby ? IN_LOBBY : IN_ROOM, given));
  }
  const { rank } = chat.server.value;
  if (from !== chat.me.value && outranks(rank, ranks.onServer.get(from)))
    places.push(placeWith(undefined, ON_SERVER, givenBy(rank, ranks.onServer.get(from))));
  return places;
}

function placeWith(
  room: string | undefined,
  doings: readonly OfferedAct[],
  ranks: readonly Rank[],
) {
  const all: OfferedAct[] = [...doings, ...(ranks.length > 0 ? (["rank"] as const) : []), "pardon"];
  return { room, doings: all, ranks };
}

/** Owners give every rank to those who have one already, moderators none (P31). */
function givenBy(own: Rank | undefined, held: Rank | undefined): Rank[] {
  return own === "owner" && held !== undefined ? RANKS.filter((rank) => rank !== held) : [];
}

/** The places whose reports a person sees: rooms, and the server, which stands for all open rooms. */
export function overseen(chat: Ranked & Pick<Chat, "rooms">): (string | undefined)[] {
  const isServers = isModerator(chat);
  const own = chat.rooms.value.filter(
    (room) => isAtLeast(room.profile.value.rank, "moderator") && (room.isClosed || !isServers),
  );
  return [...(isServers ? [undefined] : []), ...own.map(({ name }) => name)];
}

/** The key of a place where there is a name for each. */
export const keyOfPlace = (place: string | undefined): string => place ?? SERVER_ROOM;
