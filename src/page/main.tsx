/** The page's entry: opens the browser's storage, and draws the chat. */
import { type Signal, signal } from "@preact/signals";
import { render } from "preact";
import { LOBBY, type Message } from "../protocol";
import { type Carried, invitationIn, type Offer, transferIn, placeIn } from "./browser/address";
import { openMessageCache } from "./storage/message-cache";
import { attention } from "./notifications/lazy-attention";
import { localStore } from "./browser/browser";
import { Chat } from "./state/chat";
import { ChatPage } from "./chat-page";
import { connect } from "../client/connection";
import { controls } from "./lazy/lazy-controls";
import { Database } from "./storage/database";
import { RELOAD_PAUSE } from "./browser/document";
import { openDrafts } from "./storage/drafts";
import { noteInputDevice } from "./browser/focus";
import { openIdentity } from "../client/identity";
import { openPermissionOffer } from "./notifications/permission-offer";
import { openOutboxOrder } from "../client/outbox-order";
import { tolerantStore } from "../client/outbox-store";
import { type Persistence, persistenceAfter, openOutboxStore } from "./storage/outbox-table";
import { dialogs } from "./dialogs/lazy-dialogs";
import { sendsFiles } from "./files/lazy-sending";
import { openPageSettings } from "./settings/settings";
import { openPageLanguage } from "./languages/page-language";
import { joinToWindow } from "./join-to-window";
import { openRoomList } from "./storage/room-list";

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
  addEventListener("pagehide", () => database.leave());
  addEventListener("pageshow", () => database.comeBack());
  followAddress(chat, invitation, transfer);
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
  await loadControls(chat, invitation);
}

/** Opens the place of an address. */
function open(chat: Chat, address: Pick<URL, "pathname" | "hash">): void {
  const there = placeIn(address);
  if (there) chat.open(there);
  else location.reload();
}

/** Follows the browser's back and forward buttons, and addresses that are typed or pasted on the open page. */
function followAddress(
  chat: Chat,
  invitation: Signal<Offer | undefined>,
  transfer: Signal<Carried | undefined>,
): void {
  addEventListener("popstate", () => {
    const taken = takeFragment(transferIn);
    const invited = takeFragment(invitationIn);
    if (taken) transfer.value = taken;
    if (invited) invitation.value = invited;
    if (!taken && !invited) open(chat, location);
  });
}

/** Loads what the page can do without while it is drawn first. */
async function loadControls(chat: Chat, invitation: Signal<Offer | undefined>): Promise<void> {
  const later = await controls.load();
  later?.fitToKeyboard();
  later?.openChatLinks(
    (there) => chat.open(there),
    (clicked) => (invitation.value = clicked),
  );
  await later
    ?.installServiceWorker((path) => open(chat, new URL(path, location.origin)))
    .catch(() => {});
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

const root = document.getElementById("app");
if (root) void start(root);
