/** Joins the chat to the window: address, title, icon, colours, and waking. */
import { effect, type ReadonlySignal } from "@preact/signals";
import type { Identity } from "../client/identity";
import { LOBBY } from "../protocol";
import { pathOf, placeIn } from "./browser/address";
import { notificationPermission } from "./browser/browser";
import { setColours } from "./browser/document";
import { plainRoomTitle } from "./elements/room-title";
import type { Words } from "./languages/languages";
import { controls } from "./lazy/lazy-controls";
import { attention } from "./notifications/lazy-attention";
import { allUnread, titleWith } from "./notifications/title";
import type { Settings } from "./settings/settings";
import type { Chat } from "./state/chat";

export function joinToWindow(
  chat: Chat,
  settings: Settings,
  identity: Identity,
  words: ReadonlySignal<Words>,
): void {
  effect(() => setColours(settings.theme.value));
  showUnread(chat, words);
  effect(() => {
    const room = chat.room.value.name;
    if (placeIn(location)?.room !== room) history.pushState(null, "", pathOf({ room }));
  });
  effect(() => {
    // oxlint-disable-next-line no-console -- the tutorial's client prints the greeting to the console, and so does the page
    if (chat.greeting.value) console.log(chat.greeting.value);
  });
  // What could not be fetched because the server was away is fetched when it is back.
  effect(() => {
    if (chat.status.value.is === "online" && controls.state.peek().is === "failed")
      void controls.load();
  });
  wakeWithWindow(chat, identity);
}

/** How many messages are unread, in the title and the icon. */
function showUnread(chat: Chat, words: ReadonlySignal<Words>): void {
  let hasBeenUnread = false;
  effect(() => {
    const unread = allUnread(chat);
    const room = chat.room.value;
    const { title: server = "chuan 传" } = chat.server.value;
    const here = `${plainRoomTitle(room, words.value.say)} · ${server}`;
    document.title = titleWith(unread, room.name === LOBBY ? server : here);
    hasBeenUnread ||= unread > 0;
    if (hasBeenUnread || notificationPermission() === "granted")
      void attention()
        .then(({ attend }) => attend(chat))
        .catch(() => {});
  });
}

function wakeWithWindow(chat: Chat, identity: Identity): void {
  // All pages of a browser are one person: another identity needs another page.
  const refresh = () => (identity.isReplaced() ? location.reload() : chat.refresh());
  const wake = () => {
    if (document.visibilityState !== "visible") return;
    // A sleeping page gets no events.
    refresh();
    chat.wake();
  };
  for (const type of ["focus", "pageshow"]) addEventListener(type, wake);
  for (const type of ["visibilitychange", "resume"]) document.addEventListener(type, wake);
  addEventListener("online", () => chat.wake());
  addEventListener("storage", refresh);
}
