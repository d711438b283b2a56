/** Links to closed rooms are shown by the room's title: their addresses say nothing to people. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { chatPlaceOf } from "../browser/chat-links";
import { plainRoomTitle } from "../elements/room-title";
import { useWords } from "../languages/words-context";
import type { Chat } from "../state/chat";

export const RoomsContext = createContext<Chat["rooms"]>({ value: [] });

/** The title of the closed room that an address leads to, if it is one of the person's. */
export function useLinkTitle(href: string): string | undefined {
  const { say } = useWords();
  const rooms = useContext(RoomsContext);
  if (!href.includes("/r/~")) return undefined;
  const place = chatPlaceOf(href);
  // An invitation is more than its room.
  if (!place || (place.seq === undefined && href.includes("#"))) return undefined;
  const room = rooms.value.find(({ name }) => name === place.room);
  return room && plainRoomTitle(room, say);
}
