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
import { databaseIn, NO_CACHE } from "./forgetful";
import { memory } from "../client/memory";

export const ADAS_KEY = "the key of ada on all her pages";

export interface PersonOptions {
  patience?: Patience;
  /** The rooms on the person's list besides the lobby, nothing of which they have not seen. */
  rooms?: readonly string[];
  seen?: number;
}

/** Opens the page of ada in the lobby; resolves when she has read it. */
export async function openPerson(
  url: string,
  { patience, rooms = [], seen = 0 }: PersonOptions = {},
) {
  const store = memory();
  store.setItem("chuan.key", ADAS_KEY);
  const identity = openIdentity(store);
  identity.rename("ada");
  const roomList = openRoomList(store);
  for (const room of rooms) {
    roomList.add(room);
    roomList.see(room, seen);
  }
  const counted = { greetings: 0 };
  const heard: Message[] = [];
  const chat = new Chat({
    connect(listener) {
      const onGreeting: typeof listener.onGreeting = (...args) => {
        counted.greetings += 1;
        listener.onGreeting(...args);
      };
      return connect(url, identity, { ...listener, onGreeting }, patience);
    },
    identity,
    store: openOutboxStore(databaseIn(new IDBFactory())),
    nextOrder: openOutboxOrder(store),
    cache: NO_CACHE,
    roomList,
    drafts: openDrafts(store),
    place: { room: "lobby" },
    onArrivals: () => {},
    onMessage: (message) => heard.push(message),
  });
  await until("ada in the room", () => chat.room.value.isSettled.value);
  return { chat, counted, heard };
}
