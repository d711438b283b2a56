import { titleOf } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";

/** What a place is called: a room, or the server. */
export function usePlaceNames(chat: Chat, room: Room): (place: string | undefined) => string {
  const { say } = useAllWords();
  return (place) =>
    place === undefined
      ? (chat.server.value.title ?? "chuan")
      : titleOf({ room: place, title: room.profile.value.title }, say);
}
