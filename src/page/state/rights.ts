/** What a person may do in a room, by their rank. The server decides; the page only offers what it would not refuse. */
import { isAtLeast, type Rank } from "../../protocol";
import { type Why, whyRefused } from "../elements/why";
import type { Chat } from "./chat";
import type { RoomFacts } from "./room-profile";

type Facts = Pick<Chat, "server" | "refusal" | "barred" | "room">;

/** The person's rank in a room. Ranks on the server count in its open rooms, too (P31). */
export function ownRankIn(
  { profile, isClosed }: RoomFacts,
  { server }: Pick<Facts, "server">,
): Rank | undefined {
  const { rank } = profile.value;
  const { rank: onServer } = server.value;
  const counts = !isClosed && isAtLeast(onServer, "moderator");
  return counts && onServer && !isAtLeast(rank, onServer) ? onServer : rank;
}

/** The person's rank in the room of a name, or on the server without one. */
export function ownRank(chat: Chat, name: string | undefined): Rank | undefined {
  if (name === undefined) return chat.server.value.rank;
  const room = chat.rooms.value.find((one) => one.name === name);
  return room && ownRankIn(room, chat);
}

/** Why the person can write nothing in a room; undefined if they can. */
export function whyMute(room: RoomFacts, chat: Facts): Why | undefined {
  const refusal = chat.room.value === room ? chat.refusal.value : undefined;
  if (refusal?.code === "forbidden") return { key: "notMember" };
  // A closed room is its members' own.
  const barred = room.barred.value ?? (room.isClosed ? undefined : chat.barred.value);
  const why = refusal?.code === "banned" ? refusal : barred;
  if (why) return whyRefused(why);
  const isLocked = room.profile.value.locked && !isAtLeast(ownRankIn(room, chat), "moderator");
  return isLocked ? { key: "error_locked" } : undefined;
}
