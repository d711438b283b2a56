/** Rooms that would be nobody's without the person. */
import { SERVER_ROOM } from "../../protocol";
import type { Chat } from "../state/chat";

/** The names of the rooms of which the person is the only owner; `SERVER_ROOM` among them stands for the server. */
export async function ownedAlone(chat: Chat): Promise<string[]> {
  const owned = chat.rooms.value
    .filter(({ profile }) => profile.value.rank === "owner")
    .map(({ name }) => name);
  if (chat.server.value.rank === "owner") owned.push(SERVER_ROOM);
  const alone = await Promise.all(owned.map((room) => isAlone(chat, room)));
  return owned.filter((_, n) => alone[n]);
}

/** The highest ranks come first. */
async function isAlone(chat: Chat, room: string): Promise<boolean> {
  const reply = await chat.requests.ask("members", { room });
  return reply.ok && reply.members[1]?.rank !== "owner";
}
