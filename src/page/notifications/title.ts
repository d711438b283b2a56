/** The number of unread messages in the title of the window. */
import type { Chat } from "../state/chat";

/** The window's title with the number of unread messages. */
export function titleWith(unread: number, title: string): string {
  return unread === 0 ? title : `(${unreadNumber(unread)}) ${title}`;
}

/** A number of unread messages, as short as an icon needs it. */
export function unreadNumber(unread: number): string {
  return unread > 99 ? "99+" : String(unread);
}

/** How many messages are unread in all rooms. */
export const allUnread = (chat: Pick<Chat, "rooms">): number =>
  chat.rooms.value.reduce((sum, { unread }) => sum + unread.value, 0);
