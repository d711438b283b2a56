/** The page's beginning: opens what it needs of the browser, draws the chat, and joins it to the window. */
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { LOBBY, type Message } from "../protocol";
import { carriedBy, pathOf, placeOf } from "./browser/address";
import { openArchive } from "./storage/archive";
import { iconWith, isWorthTelling, titleWith } from "./notifications/attention";
import { local, permission } from "./browser/browser";
import { Chat } from "./state/chat";
import { App } from "./app";
import { connect } from "../client/connection";
import { controls } from "./lazy/lazy-controls";
import { Database } from "./storage/database";
import { colour, fitToKeyboard, PAUSE } from "./browser/document";
import { openDrafts } from "./storage/drafts";
import { followHand } from "./browser/focus";
import { adopt, type Carried, type Identity, openIdentity } from "../client/identity";
import { openLinksInside } from "./browser/chat-links";
import { type Offer, openOffer } from "./notifications/permission-offer";
import { openOrder } from "../client/outbox-order";
import { tolerant } from "../client/outbox-store";
import { type Keeping, keepingAfter, outboxStore } from "./storage/outbox-table";
import { part } from "./lazy/lazy-module";
import { openSettings, type Settings } from "./settings/settings";
import { openWords } from "./languages/page-language";
import { openVisits } from "./storage/room-list";

/** Milliseconds after which a message counts as seen in another window that shows the same room. */
const READ_WITHIN = 500;

const dialogs = part(() => import("./dialogs/dialogs"));

/** More than can come at once; those before have been read out. */
const ARRIVALS = 500;

async function start(root: HTMLElement): Promise<void> {
  const place = placeOf(location);
  if (!place) return drawNoRoom(root);
  const carried = signal(takeCarried());
  const settings = openSettings(local());
  const identity = openIdentity(local());
  const database = new Database({
    factory: () => indexedDB,
    came: () => void chat.keepUnsent(),
  });
  const words = await openWords(settings).catch(again);
  const arrivals = signal<readonly Message[]>([]);
  const drafts = openDrafts(local());
  const keeping = signal<Keeping>(identity.isKept() ? "all" : "nothing");
  const keptAfter = (error: unknown) => {
    // Whose the unsent is has to survive as well.
    keeping.value = identity.isKept() ? keepingAfter(error) : "nothing";
  };
  const offer = openOffer(local());
  const chat = new Chat({
    connect: (listener) => connect(location.origin, identity, listener),
    identity,
    store: tolerant(outboxStore(database), keptAfter),
    nextOrder: openOrder(local()),
    archive: openArchive(database),
    visits: openVisits(local()),
    drafts,
    place,
    heard: (message) => tell(chat, settings, offer, message),
    arrived(messages) {
      arrivals.value = [...arrivals.value, ...messages].slice(-ARRIVALS);
    },
  });
  follow(chat, settings, identity);
  addEventListener("storage", () => offer.refresh());
  const open = (address: Pick<URL, "pathname" | "hash">) => {
    const there = placeOf(address);
    if (there) chat.open(there);
    else location.reload();
  };
  addEventListener("pagehide", () => database.leave());
  addEventListener("pageshow", () => database.comeBack());
  addEventListener("popstate", () => {
    const taken = takeCarried();
    if (taken) carried.value = taken;
    else open(location);
  });
  followHand();
  root.replaceChildren();
  render(
    <App
      chat={chat}
      identity={identity}
      settings={settings}
      words={words}
      dialogs={dialogs}
      drafts={drafts}
      arrivals={arrivals}
      keeping={keeping}
      offer={offer}
      carried={carried}
      adopt={(taken) => {
        adopt(local(), taken);
        location.reload();
      }}
    />,
    root,
  );
  const { installShell } = (await controls.load()) ?? {};
  await installShell?.((path) => open(new URL(path, location.origin))).catch(() => {});
}

/** In the place of the page where its address names no room: what one says is for nobody else then. */
async function drawNoRoom(root: HTMLElement): Promise<void> {
  const [{ NoRoom }, words] = await Promise.all([
    import("./dialogs/dialogs"),
    openWords(openSettings(local())),
  ]).catch(again);
  root.replaceChildren();
  render(<NoRoom words={words} />, root);
}

/** Whom the address would make this browser. A key must not stay where one shares a screen or a bookmark. */
function takeCarried(): Carried | undefined {
  const carried = carriedBy(location);
  if (carried) history.replaceState(null, "", location.pathname);
  return carried;
}

/** Without any texts there is nothing to show. While machines are being replaced, another may have them. */
function again(): Promise<never> {
  setTimeout(() => location.reload(), PAUSE);
  return new Promise(() => {});
}

function tell(chat: Chat, settings: Settings, offer: Offer, message: Message): void {
  const { room, name } = message;
  const isLooking = document.hasFocus() && room === chat.room.value.name;
  const telling = chat.telling(room);
  const reader = { telling, name: chat.name.value, rivals: chat.rivalsIn(room), isLooking };
  if (telling !== "none" && chat.isCalledBy(message)) offer.called(name);
  if (!isWorthTelling(message, reader)) return;
  setTimeout(() => {
    if (!chat.hasSeen(message)) void callOf(chat, message, settings.sound.value).catch(() => {});
  }, READ_WITHIN);
}

async function callOf(chat: Chat, message: Message, isHeard: boolean): Promise<void> {
  const { call } = await import("./notifications/notify");
  await call(message, isHeard);
  // It may have been read while the browser made it.
  await withdrawSeen(chat);
}

/** Takes away the notifications of what was read, here or on another page. */
async function withdrawSeen(chat: Chat): Promise<void> {
  if (permission() !== "granted") return;
  const { withdraw } = await import("./notifications/notify");
  await withdraw((place) => chat.hasSeen(place));
}

/** Joins the chat to the window: address, title, icon, colours, and coming back. */
function follow(chat: Chat, settings: Settings, identity: Identity): void {
  effect(() => colour(settings.theme.value));
  effect(() => {
    const unread = chat.rooms.value.reduce((sum, room) => sum + room.unread.value, 0);
    const { name } = chat.room.value;
    document.title = titleWith(unread, name === LOBBY ? "chuan 传" : `${name} · chuan 传`);
    document.querySelector("link[rel=icon]")?.setAttribute("href", iconWith(unread));
    void withdrawSeen(chat).catch(() => {});
  });
  effect(() => {
    const room = chat.room.value.name;
    if (placeOf(location)?.room !== room) history.pushState(null, "", pathOf({ room }));
  });
  // The tutorial's client prints its greeting to the console, and so does the page.
  effect(() => {
    // oxlint-disable-next-line no-console
    if (chat.greeting.value) console.log(chat.greeting.value);
  });
  fitToKeyboard();
  openLinksInside((place) => chat.open(place));
  // A browser is one person: what is unsent waits for the page, and for whom it belongs to.
  const refresh = () => (identity.isReplaced() ? location.reload() : chat.refresh());
  const wake = () => {
    if (document.visibilityState !== "visible") return;
    // A page that is asleep is told of nothing.
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
