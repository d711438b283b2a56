/** The page of somebody without a browser: its own parts, on a connection of its own to a real server. */
import { IDBFactory } from "fake-indexeddb";
import { Chat } from "../../src/page/state/chat";
import { connect, type Patience } from "../../src/client/connection";
import { openDrafts } from "../../src/page/storage/drafts";
import { openIdentity } from "../../src/client/identity";
import { openOutboxOrder } from "../../src/client/outbox-order";
import { openOutboxStore } from "../../src/page/storage/outbox-table";
import { openRoomList } from "../../src/page/storage/room-list";
import type { Message } from "../../src/protocol";
import { until } from "../support/until";
import { databaseIn } from "./forgetful";
import { openMessageCache } from "../../src/page/storage/message-cache";
import type { RoomPlace } from "../../src/page/browser/address";
import type { KeyValueStore } from "../../src/client/key-value-store";
import { memory } from "../client/memory";
import { noFiles } from "../client/no-files";

export const ADAS_KEY = "the key of ada on all her pages";

/** What a browser keeps of a person over a reload. */
export interface Browser {
  store: KeyValueStore;
  factory: IDBFactory;
}

/** A browser in which nobody has been yet, or the one in which `name` has this key. */
export function openBrowser(name = "ada", key = ADAS_KEY): Browser {
  const store = memory();
  store.setItem("chuan.key", key);
  store.setItem("chuan.name", name);
  return { store, factory: new IDBFactory() };
}

export interface PersonOptions {
  patience?: Patience;
  /** The rooms on the person's list besides the lobby, nothing of which they have not seen. */
  rooms?: readonly string[];
  seen?: number;
  browser?: Browser;
  place?: RoomPlace;
  /** Called when the browser has another identity. */
  onReplaced?: () => void;
}

/** Opens the page of ada in the lobby; resolves when she has read it. */
export async function openPerson(url: string, options: PersonOptions = {}) {
  const person = openPage(url, options);
  await until("ada in the room", () => person.chat.room.value.isSettled.value);
  return person;
}

/** Opens a page, which may be offline. */
export function openPage(
  url: string,
  {
    patience,
    rooms = [],
    seen = 0,
    browser = openBrowser(),
    place,
    onReplaced = () => {},
  }: PersonOptions = {},
) {
  const { store, factory } = browser;
  const identity = openIdentity(store);
  const roomList = openRoomList(store);
  for (const room of rooms) {
    roomList.add(room);
    roomList.see(room, seen);
  }
  const counted = { greetings: 0 };
  const heard: Message[] = [];
  const database = databaseIn(factory);
  const chat = new Chat({
    connect(listener) {
      const onGreeting: typeof listener.onGreeting = (...args) => {
        counted.greetings += 1;
        listener.onGreeting(...args);
      };
      return connect(url, identity, { ...listener, onGreeting }, { patience, onReplaced });
    },
    identity,
    store: openOutboxStore(database),
    openFiles: noFiles,
    nextOrder: openOutboxOrder(store),
    cache: openMessageCache(database),
    roomList,
    drafts: openDrafts(store),
    place: place ?? { room: "lobby" },
    onArrivals: () => {},
    onMessage: (message) => heard.push(message),
  });
  return { chat, counted, heard, identity, roomList };
}
