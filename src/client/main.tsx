/** The page's beginning: opens what it needs of the browser, draws the chat, and joins it to the window. */
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { LOBBY, type Message } from "../protocol";
import { carriedBy, pathOf, placeOf } from "./address";
import { openArchive } from "./archive";
import { iconWith, isWorthTelling, titleWith } from "./attention";
import { local } from "./browser";
import { Chat } from "./chat";
import { App } from "./components/app";
import { connect } from "./connection";
import { Database } from "./database";
import { colour, PAUSE } from "./document";
import { openDrafts } from "./drafts";
import { followHand } from "./focus";
import { adopt, type Carried, openIdentity } from "./identity";
import { outboxStore, tolerant } from "./outbox-store";
import { part } from "./part";
import { openSettings, type Settings } from "./settings";
import { installShell } from "./shell";
import { openWords } from "./spoken";
import { followVersion } from "./version";
import { openVisits } from "./visits";

/** Milliseconds after which whoever reads the same room in another window has seen a message there. */
const READ_WITHIN = 500;

const dialogs = part(() => import("./components/dialogs"));

/** More than can come at once; those before have been read out. */
const ARRIVALS = 500;

async function start(root: HTMLElement): Promise<void> {
  const carried = signal(takeCarried());
  const settings = openSettings(local());
  const identity = openIdentity(local());
  const database = new Database({
    factory: () => indexedDB,
    came() {
      // It is told below when something cannot be put after all.
      keeps.value = true;
      void chat.keepUnsent();
    },
  });
  const words = await openWords(settings).catch(again);
  const arrivals = signal<readonly Message[]>([]);
  const drafts = openDrafts(local());
  const keeps = signal(true);
  const chat = new Chat({
    connect: (listener) => connect(location.origin, identity, listener),
    identity,
    store: tolerant(outboxStore(database), () => (keeps.value = false)),
    archive: openArchive(database),
    visits: openVisits(local()),
    drafts,
    place: placeOf(location),
    heard: (message) => tell(chat, settings, message),
    arrived(messages) {
      arrivals.value = [...arrivals.value, ...messages].slice(-ARRIVALS);
    },
  });
  follow(chat, settings);
  addEventListener("pagehide", () => database.leave());
  addEventListener("pageshow", () => database.comeBack());
  addEventListener("popstate", () => {
    const taken = takeCarried();
    if (taken) carried.value = taken;
    else chat.open(placeOf(location));
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
      keeps={keeps}
      isOld={followVersion(chat.status)}
      carried={carried}
      adopt={(taken) => {
        adopt(local(), taken);
        location.reload();
      }}
    />,
    root,
  );
  void installShell((path) => chat.open(placeOf(new URL(path, location.origin)))).catch(() => {});
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

function tell(chat: Chat, settings: Settings, message: Message): void {
  const { room } = message;
  const isLooking = document.hasFocus() && room === chat.room.value.name;
  const telling = chat.telling(room);
  if (!isWorthTelling(message, { telling, name: chat.name.value, isLooking })) return;
  setTimeout(() => {
    if (!chat.hasSeen(message)) void call(message, settings.sound.value).catch(() => {});
  }, READ_WITHIN);
}

async function call(message: Message, isHeard: boolean): Promise<void> {
  const { chime, notify } = await import("./calling");
  if (isHeard) chime();
  await notify(message);
}

/** Joins the chat to the window: address, title, icon, colours, and coming back. */
function follow(chat: Chat, settings: Settings): void {
  effect(() => colour(settings.theme.value));
  effect(() => {
    const unread = chat.rooms.value.reduce((sum, room) => sum + room.unread.value, 0);
    const { name } = chat.room.value;
    document.title = titleWith(unread, name === LOBBY ? "chuan 传" : `${name} · chuan 传`);
    document.querySelector("link[rel=icon]")?.setAttribute("href", iconWith(unread));
  });
  effect(() => {
    const room = chat.room.value.name;
    if (placeOf(location).room !== room) history.pushState(null, "", pathOf({ room }));
  });
  addEventListener("online", () => chat.reconnect());
  addEventListener("storage", () => chat.refresh());
}

const root = document.getElementById("app");
if (root) void start(root);
