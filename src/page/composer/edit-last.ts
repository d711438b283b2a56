import type { Chat } from "../state/chat";
import { editOf } from "../state/purpose";
import type { Room } from "../state/room";

/** Takes up the person's last message here that can be edited. */
export function editLast(chat: Chat, room: Room): void {
  const unsent = room.outgoing.value.findLast(({ state }) => state !== "foreign");
  const said = room.messages.value.findLast(
    ({ from, gone, notice }) => from === chat.me.value && !gone && !notice,
  );
  const message = unsent ?? said;
  if (message) room.purpose.value = editOf(message);
}
