/** A device of ada, whose server is the test. */
import { Chat } from "../../src/page/state/chat";
import { openDrafts } from "../../src/page/storage/drafts";
import type { Connection, ConnectionListener, ConnectionStatus } from "../../src/client/connection";
import { openIdentity } from "../../src/client/identity";
import { openOutboxOrder } from "../../src/client/outbox-order";
import type { OutboxStore, Unsent } from "../../src/client/outbox-store";
import type { KeptRoom } from "../../src/client/reader";
import { openRoomList } from "../../src/page/storage/room-list";
import {
  type Decided,
  FIXED_LIMITS,
  type Marked,
  type Message,
  type OwnRoom,
  type Self,
  type ServerProfile,
  type WireError,
} from "../../src/protocol";
import { memory } from "../client/memory";
import { noFiles } from "../client/no-files";
import { refuseAll } from "../client/refuse-all";

const empty = { head: 0, floor: 1, rev: 0 };

/** A device of ada, whose server is the test: it lets her into the rooms that it last said are hers. */
export function device({
  store = memory(),
  unsent = new Map<string, Unsent>(),
  cached = new Map<string, KeptRoom>(),
  place = "lobby",
  ask = refuseAll,
} = {}) {
  const asked: string[] = [];
  /** By room, the error with which the server refuses messages and joining. A room without one accepts both. */
  const refused = new Map<string, WireError>();
  const logs = new Map<string, Message[]>();
  const heard: Message[] = [];
  let mine: readonly OwnRoom[] = [];
  let listener: ConnectionListener | undefined;
  const mayEnter = (room: string) => !room.startsWith("~") || mine.some((one) => one.room === room);
  const connection: Connection = {
    async send({ id, room, name, txt }) {
      asked.push(`chuan ${room}`);
      const error = refused.get(room);
      if (error) return { ok: false, error };
      if (!mayEnter(room)) return { ok: false, error: { code: "forbidden", message: "no" } };
      const message = { room, id, seq: 1, rev: 1, from: "ada", name, txt, at: 0 };
      return { ok: true, meta: { ...message, prev: 0 }, message };
    },
    sendWish: () => Promise.reject(new Error("nobody wishes")),
    async history({ room }) {
      const messages = logs.get(room) ?? [];
      const { seq: head = 0, rev = 0 } = messages.at(-1) ?? {};
      return { room, messages, ...empty, head, rev };
    },
    async join(room) {
      asked.push(`join ${room}`);
      const error = refused.get(room);
      if (error) return { ok: false, error };
      const { seq: head = 0, rev = 0 } = logs.get(room)?.at(-1) ?? {};
      return mayEnter(room)
        ? { ok: true, room, ...empty, head, rev, count: 0, people: [] }
        : { ok: false, error: { code: "forbidden", message: "no" } };
    },
    leave: (room) => asked.push(`leave ${room}`),
    rename: async () => undefined,
    rekey: async () => ({ ok: false, error: { code: "forbidden", message: "no" } }),
    recover: async () => ({ code: "forbidden", message: "no" }),
    typing() {},
    people: async () => [],
    reactors: async () => [],
    namesOf: async () => [],
    ask,
    redeem: async () => undefined,
    retry() {},
    rest() {},
    wake() {},
  };
  const outbox: OutboxStore = {
    load: async () => [...unsent.values()],
    put: async (one) => void unsent.set(one.id, one),
    remove: async (id) => void unsent.delete(id),
  };
  const drafts = openDrafts(store);
  const identity = openIdentity(store);
  identity.rename("ada");
  const chat = new Chat({
    connect(listening) {
      listener = listening;
      return connection;
    },
    identity,
    store: outbox,
    openFiles: noFiles,
    nextOrder: openOutboxOrder(store),
    cache: {
      load: async (room) => cached.get(room),
      keep: async (room, kept) => void cached.set(room, kept),
      forget: async (room) => void cached.delete(room),
    },
    roomList: openRoomList(store),
    drafts,
    place: { room: place },
    onArrivals() {},
    onMessage: (message) => heard.push(message),
  });
  /** The server greets, and says which rooms are ada's. */
  const greet = (...rooms: OwnRoom[]) => {
    mine = rooms;
    listener?.onStatus({ is: "online" });
    listener?.onGreeting("hello", {
      version: 2,
      you: { from: "ada", name: "ada" },
      room: "lobby",
      ...empty,
      epoch: "one",
      limits: { ...FIXED_LIMITS, rooms: 20, backlog: 1 },
      server: { title: "The Atelier" },
      rooms,
    });
  };
  const told = (room: OwnRoom) => {
    mine = mine.filter((one) => one.room !== room.room);
    if (!room.gone) mine = [...mine, room];
    listener?.onRoom(room);
  };
  const status = (now: ConnectionStatus) => listener?.onStatus(now);
  const lose = () => listener?.onStatus({ is: "waiting", at: 0 });
  const names = () => chat.rooms.value.map(({ name }) => name);
  /** Somebody says something, or an act is done, which comes live; of a room that is not joined nothing comes. */
  const say = ({ room, ...more }: Pick<Message, "room"> & Partial<Message>, isLive = true) => {
    const log = logs.get(room) ?? [];
    logs.set(room, log);
    const seq = (log.at(-1)?.seq ?? 0) + 1;
    const said = {
      seq,
      rev: seq,
      id: `id ${seq}`,
      from: "lin",
      name: "lin",
      txt: "hello",
      at: seq,
    };
    const message = { room, ...said, ...more };
    log.push(message);
    if (isLive) listener?.onMessage(message, seq - 1);
    return message;
  };
  const toldServer = (server: ServerProfile) => listener?.onServer(server);
  const decided = (one: Decided) => listener?.onDecided(one);
  const marked = (one: Marked) => listener?.onMarked(one);
  const kept = (one: Self) => listener?.onSelf(one);
  const tools = {
    asked,
    status,
    refused,
    heard,
    greet,
    told,
    toldServer,
    decided,
    marked,
    kept,
    say,
    lose,
    names,
  };
  return { chat, store, unsent, cached, drafts, ...tools };
}
