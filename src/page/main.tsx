/** The page's entry: opens the browser's storage, draws the chat, and joins it to the window. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { render } from "preact";
import { LOBBY, type Message } from "../protocol";
import { invitationIn, transferIn, pathOf, placeIn } from "./browser/address";
import { openMessageCache } from "./storage/message-cache";
import { allUnread, titleWith } from "./notifications/title";
import { localStore, notificationPermission } from "./browser/browser";
import { Chat } from "./state/chat";
import { ChatPage } from "./chat-page";
import { connect } from "../client/connection";
import { controls } from "./lazy/lazy-controls";
import { Database } from "./storage/database";
import { setColours, RELOAD_PAUSE } from "./browser/document";
import { openDrafts } from "./storage/drafts";
import { noteInputDevice } from "./browser/focus";
import { type Identity, openIdentity } from "../client/identity";
import { openPermissionOffer } from "./notifications/permission-offer";
import { openOutboxOrder } from "../client/outbox-order";
import { tolerantStore } from "../client/outbox-store";
import { type Persistence, persistenceAfter, openOutboxStore } from "./storage/outbox-table";
import { dialogs } from "./dialogs/lazy-dialogs";
import { sendsFiles } from "./files/lazy-sending";
import { openPageSettings, type Settings } from "./settings/settings";
import { openPageLanguage } from "./languages/page-language";
import type { Words } from "./languages/languages";
import { plainRoomTitle } from "./elements/room-title";
import { openRoomList } from "./storage/room-list";

const attention = () => import("./notifications/consider");

/** Messages that are kept for the announcer: more than can come at once. */
const ARRIVALS = 500;

async function start(root: HTMLElement): Promise<void> {
  // The room of an invitation opens when it is accepted.
  const offered = takeFragment(invitationIn, "/");
  const place = offered ? { room: LOBBY } : placeIn(location);
  if (!place) return drawNoRoom(root);
  const invitation = signal(offered);
  const transfer = signal(takeFragment(transferIn));
  const settings = openPageSettings(localStore());
  const identity = openIdentity(localStore());
  const database = new Database({
    factory: () => indexedDB,
    onLateOpen: () => void chat.restoreUnsent(),
  });
  const words = await openPageLanguage(settings).catch(reloadSoon);
  const arrivals = signal<readonly Message[]>([]);
  const drafts = openDrafts(localStore());
  const persistence = signal<Persistence>(identity.isKept() ? "all" : "nothing");
  const onStoreFailure = (error: unknown) => {
    // Unsent messages are lost, too, if the identity that they belong to is not stored.
    persistence.value = identity.isKept() ? persistenceAfter(error) : "nothing";
  };
  const offer = openPermissionOffer(localStore());
  const outbox = openOutboxStore(database);
  const chat = new Chat({
    connect: (listener) =>
      connect(location.origin, identity, listener, { onReplaced: () => location.reload() }),
    identity,
    store: tolerantStore(outbox, onStoreFailure),
    openFiles: sendsFiles(identity, outbox),
    nextOrder: openOutboxOrder(localStore()),
    cache: openMessageCache(database),
    roomList: openRoomList(localStore()),
    drafts,
    place,
    onMessage: (message) =>
      void attention()
        .then(({ considerNotifying }) =>
          considerNotifying({ chat, settings, offer, words }, message),
        )
        .catch(() => {}),
    onArrivals(messages) {
      arrivals.value = [...arrivals.value, ...messages].slice(-ARRIVALS);
    },
  });
  joinToWindow(chat, settings, identity, words);
  addEventListener("storage", () => offer.refresh());
  const open = (address: Pick<URL, "pathname" | "hash">) => {
    const there = placeIn(address);
    if (there) chat.open(there);
    else location.reload();
  };
  addEventListener("pagehide", () => database.leave());
  addEventListener("pageshow", () => database.comeBack());
  addEventListener("popstate", () => {
    const taken = takeFragment(transferIn);
    const invited = takeFragment(invitationIn);
    if (taken) transfer.value = taken;
    if (invited) invitation.value = invited;
    if (!taken && !invited) open(location);
  });
  noteInputDevice();
  root.replaceChildren();
  render(
    <ChatPage
      chat={chat}
      identity={identity}
      settings={settings}
      words={words}
      dialogs={dialogs}
      drafts={drafts}
      arrivals={arrivals}
      persistence={persistence}
      offer={offer}
      invitation={invitation}
      transfer={transfer}
    />,
    root,
  );
  const later = await controls.load();
  later?.fitToKeyboard();
  later?.openChatLinks(
    (there) => chat.open(there),
    (clicked) => (invitation.value = clicked),
  );
  await later?.installServiceWorker((path) => open(new URL(path, location.origin))).catch(() => {});
}

/** Shown in place of the page if its address names no room. */
async function drawNoRoom(root: HTMLElement): Promise<void> {
  const [{ NoRoom }, words] = await Promise.all([
    import("./dialogs/dialogs"),
    openPageLanguage(openPageSettings(localStore())),
  ]).catch(reloadSoon);
  root.replaceChildren();
  render(<NoRoom words={words} />, root);
}

/** Takes an identity or an invitation out of the address. A secret must not stay there, where it can be seen on a shared screen or bookmarked. */
function takeFragment<T>(find: (address: Location) => T | undefined, left?: string): T | undefined {
  const found = find(location);
  if (found) history.replaceState(null, "", left ?? location.pathname);
  return found;
}

/** Without texts there is nothing to show. While machines are being replaced, another one may have them: loads the page again. */
function reloadSoon(): Promise<never> {
  setTimeout(() => location.reload(), RELOAD_PAUSE);
  return new Promise(() => {});
}

/** Joins the chat to the window: address, title, icon, colours, and waking. */
function joinToWindow(
  chat: Chat,
  settings: Settings,
  identity: Identity,
  words: ReadonlySignal<Words>,
): void {
  effect(() => setColours(settings.theme.value));
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
  effect(() => {
    const room = chat.room.value.name;
    if (placeIn(location)?.room !== room) history.pushState(null, "", pathOf({ room }));
  });
  // The page prints its greeting to the console, as the tutorial's client does.
  effect(() => {
    // oxlint-disable-next-line no-console -- people look for the tutorial's greeting there
    if (chat.greeting.value) console.log(chat.greeting.value);
  });
  // What could not be fetched because the server was away is fetched when it is back.
  effect(() => {
    if (chat.status.value.is === "online" && controls.state.peek().is === "failed")
      void controls.load();
  });
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

const root = document.getElementById("app");
if (root) void start(root);
