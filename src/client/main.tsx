/** The page's beginning: opens what it needs of the browser and draws the chat. */
import { render } from "preact";
import { LOBBY } from "../protocol";
import { openChat } from "./chat";
import { App } from "./components/app";
import { openIdentity, type Store } from "./identity";
import { openOutboxStore, type OutboxStore, tolerant } from "./outbox-store";
import { textFor } from "./text";

const FORGETFUL: OutboxStore = {
  load: () => Promise.resolve([]),
  put: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

async function start(root: HTMLElement): Promise<void> {
  const { text, language } = textFor(navigator.languages);
  document.documentElement.lang = language;
  document.title = text.title;

  const store = await openStore();
  const chat = openChat(LOBBY, openIdentity(localStore()), store ?? FORGETFUL);
  addEventListener("online", chat.reconnect);
  root.replaceChildren();
  render(<App chat={chat} text={text} keeps={store !== undefined} />, root);
}

async function openStore(): Promise<OutboxStore | undefined> {
  try {
    return tolerant(await openOutboxStore(indexedDB), () => {});
  } catch {
    return undefined;
  }
}

/** Merely to look at `localStorage` throws where a browser refuses it. */
function localStore(): Store | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

const root = document.getElementById("app");
if (root) void start(root);
