import { useEffect } from "preact/hooks";
import type { Chat } from "../state/chat";
import { isClosedName } from "../state/room-profile";
import { isModerator, keyOfPlace, overseen } from "./may";

/** Draws nothing: counts the reports that wait for the person, on each connection and when the server sends a new count. */
export function CountReports({ chat }: { chat: Chat }) {
  const isOnline = chat.status.value.is === "online";
  const places = overseen(chat);
  const { value: told } = chat.reported;
  const count = (place: string | undefined) => {
    const where = place === undefined ? {} : { room: place };
    const learn = (open: number) => chat.countReports(keyOfPlace(place), open);
    chat.requests.ask("reports", where).then(
      (reply) => reply.ok && learn(reply.open),
      () => {},
    );
  };
  useEffect(() => {
    if (isOnline) for (const place of places) count(place);
  }, [isOnline, places.map(keyOfPlace).join(" ")]);
  useEffect(() => {
    if (!told) return;
    // The server's count is of all open rooms together.
    if (isModerator(chat) && !isClosedName(told.room)) count(undefined);
    else chat.countReports(told.room, told.open);
  }, [told]);
  return null;
}
