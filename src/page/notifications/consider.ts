/** Decides about notifications, and takes them back: a lazy module. */
import type { ReadonlySignal } from "@preact/signals";
import { LOBBY, type Message } from "../../protocol";
import { notificationPermission } from "../browser/browser";
import { plainRoomTitle } from "../elements/room-title";
import { saidOrSent } from "../files/in-words";
import { isAct } from "../../client/acts";
import { laterTextsOf } from "../languages/later-words";
import { actText } from "../order/act-text";
import type { Words } from "../languages/languages";
import type { Settings } from "../settings/settings";
import type { Chat } from "../state/chat";
import { isWorthNotifying } from "./attention";
import { showIcon } from "./icon";
import { closeNotifications, notify } from "./notify";
import type { PermissionOffer } from "./permission-offer";
import { allUnread } from "./title";

/** Milliseconds before a notification, in which another window that shows the room may mark the message as seen. */
const READ_WITHIN = 500;

interface Parts {
  chat: Chat;
  settings: Settings;
  offer: PermissionOffer;
  words: ReadonlySignal<Words>;
}

/** Notifies of a message, unless the person sees it, or does not want to be notified. */
export function considerNotifying(parts: Parts, message: Message): void {
  const { chat, settings, offer, words } = parts;
  const { room, name, notice } = message;
  const isLooking = document.hasFocus() && room === chat.room.value.name;
  const isCalled = chat.isCalledBy(message);
  const known = chat.rooms.value.find((one) => one.name === room);
  const isDirect = known?.isDirect ?? false;
  const level = known?.level.value ?? "none";
  if (level !== "none" && isCalled && !notice) offer.onMentioned(name, isDirect);
  // An act is news only to the person that it is about.
  if ((notice && !isCalled) || !isWorthNotifying({ level, isCalled, isLooking })) return;
  setTimeout(() => {
    const title =
      room === LOBBY || !known || isDirect ? undefined : plainRoomTitle(known, words.peek().say);
    if (!chat.hasSeen(message))
      void notifyOf(parts, message, title, settings.sound.value).catch(() => {});
  }, READ_WITHIN);
}

/** An act, or files, in the reader's language; any other message as it is. */
async function inWords(message: Message, words: Words): Promise<Message> {
  if (!isAct(message) && message.txt !== "") return message;
  const all = words.with(await laterTextsOf(words.language));
  return { ...message, txt: isAct(message) ? actText(message, all) : saidOrSent(message, all) };
}

async function notifyOf(
  { chat, words }: Parts,
  message: Message,
  title: string | undefined,
  isHeard: boolean,
): Promise<void> {
  await notify(await inWords(message, words.peek()), title, isHeard);
  // The message may have been read while the browser showed the notification.
  await withdrawSeen(chat);
}

/** To be called when the number of unread messages changes: shows it in the icon, and takes back notifications of what was read. */
export async function attend(chat: Chat): Promise<void> {
  await showIcon(allUnread(chat));
  await withdrawSeen(chat);
}

/** Closes the notifications of messages that were read, here or on another page. */
async function withdrawSeen(chat: Chat): Promise<void> {
  if (notificationPermission() === "granted")
    await closeNotifications((place) => chat.hasSeen(place));
}
