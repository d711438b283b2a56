/** A device of a person: the page's own list of rooms, marks and connection, on what its browser keeps. */
import { signal } from "@preact/signals";
import { type Connection, connect } from "../../src/client/connection";
import { openIdentity } from "../../src/client/identity";
import { KnownRooms } from "../../src/page/state/known-rooms";
import { OwnRooms } from "../../src/page/state/own-rooms";
import { openDrafts } from "../../src/page/storage/drafts";
import { unmarked } from "../../src/page/storage/kept-mark";
import { openRoomList, type RoomList } from "../../src/page/storage/room-list";
import { LOBBY, type Level, type Message, type Welcome } from "../../src/protocol";
import { memory } from "../client/memory";
import { Answering } from "./answering";
import { Link } from "./link";
import { recording } from "./recorded-marks";
import type { Place, Self } from "./own-records";

const PATIENCE = { probe: 1000, doubt: 1500, answer: 3000, greeting: 3000, ban: 1000 };
/** Milliseconds in which the server tells somebody of a room that they have joined. */
const TOLD_WITHIN = 3000;

export interface DeviceParts {
  self: Self;
  key: string;
  /** The room that the person talks in: each connection joins it, as a page does. */
  room: string;
  port: () => number;
}

type Letter = { id: string; txt: string };
const nothing = () => {};
const NO_CACHE = { load: async () => undefined, keep: async () => {}, forget: async () => {} };

/** Listens to no room, so that a hundred devices cost the campaign little. */
export class Device {
  readonly #parts: DeviceParts;
  readonly #store = memory();
  #link!: Link;
  #connection!: Connection;
  #roomList!: RoomList;
  #known!: KnownRooms;
  #own!: OwnRooms;
  #isOnline = false;
  readonly #answering = new Answering(() => this.#connection.history({ room: LOBBY, limit: 1 }));
  epoch = "";

  private constructor(parts: DeviceParts) {
    this.#parts = parts;
    this.#store.setItem("chuan.key", parts.key);
    this.#store.setItem("chuan.name", parts.self.name);
  }

  static async open(parts: DeviceParts): Promise<Device> {
    const device = new Device(parts);
    await device.#load();
    return device;
  }

  /** The network between this device and the servers. */
  get link(): Link {
    return this.#link;
  }

  /** Ends the connection. */
  cut(): void {
    this.#link.cut();
    void this.#answering.cut();
  }

  /** Throws away all that the page had in memory. */
  async reload(): Promise<void> {
    await this.leave();
    this.#isOnline = false;
    await this.#load();
  }

  /** Ends the page: it has no connection, and makes none any more. */
  async leave(): Promise<void> {
    this.#connection.rest();
    this.#answering.end();
    await this.#link[Symbol.asyncDispose]();
  }

  /** The person's rooms and the lobby, as the device shows them. */
  get places(): Place[] {
    const rooms = this.#roomList.all().filter(({ room, own }) => room === LOBBY || own?.rank);
    return rooms.map(({ room, own, seen, tell }) => ({
      room,
      kind: own?.kind ?? "open",
      seen,
      level: tell,
      with: own?.with?.from,
    }));
  }

  /** Whether the server knows all that the device has to say. */
  get isSettled(): boolean {
    const isTold = this.places.every(({ room }) => !unmarked(this.#roomList.of(room)));
    return this.#isOnline && isTold && this.#answering.isAnswered;
  }

  /** Reads so many messages further in a room, but not beyond `last`. */
  read(room: string, more: number, last = Infinity): void {
    const served = this.#known.open(room);
    // As if the person opened it: what was marked as unread counts as read when it is looked at again.
    served.room.isHeld.value = false;
    served.room.see(Math.min((served.lastSeen ?? 0) + more, last));
  }

  /** Sets the mark back by so many messages. */
  unread(room: string, back: number): void {
    const served = this.#known.open(room);
    served.room.unsee(Math.max(1, (served.lastSeen ?? 0) - back + 1));
  }

  setLevel(room: string, level: Level): void {
    this.#own.setLevel(room, level);
  }

  /** Joins an open room. Done is that when the device was told that the room is the person's. */
  async join(room: string): Promise<void> {
    await this.#move(room, true, async () => {
      this.#own.add(room);
      const reply = await this.#connection.join(room);
      this.#connection.leave(room);
      const deadline = performance.now() + TOLD_WITHIN;
      while (!this.#isIn(room) && performance.now() < deadline) await Bun.sleep(10);
      return reply.ok && this.#isIn(room);
    });
  }

  async quit(room: string): Promise<void> {
    const { ends } = this.#parts.self;
    const end = { room, at: Infinity };
    ends.push(end);
    const quit = async () => (await this.#own.leave(room, "quit")).ok;
    const isDone = await this.#move(room, false, quit);
    if (isDone) end.at = performance.now();
  }

  /** Sends a message to somebody alone. Resolves with nothing when it is not known whether it was stored. */
  async write(to: string, room: string, letter: Letter): Promise<Message | undefined> {
    const isThere = await this.#move(room, true, async () => {
      const reply = await this.#own.direct({ from: to });
      return reply.ok && (await this.#connection.join(room)).ok;
    });
    if (!isThere) return undefined;
    const { name } = this.#parts.self;
    const unsent = { ...letter, room, name, order: 0 };
    const reply = await this.#connection.send(unsent).catch(() => undefined);
    return reply?.ok ? reply.message : undefined;
  }

  #isIn(room: string): boolean {
    return this.#roomList.of(room).own?.rank !== undefined;
  }

  async #move(room: string, isIn: boolean, ask: () => Promise<boolean>): Promise<boolean> {
    const moved = { room, isIn, began: performance.now() };
    this.#parts.self.moves.push(moved);
    const isDone = await ask().catch(() => false);
    if (isDone) Object.assign(moved, { ended: performance.now(), epoch: this.epoch });
    return isDone;
  }

  async #load(): Promise<void> {
    this.#link = await Link.open(this.#parts.port);
    const identity = openIdentity(this.#store);
    this.#roomList = openRoomList(this.#store);
    let made: Connection | undefined;
    const connection = () => made ?? this.#connection;
    this.#known = new KnownRooms({
      cache: NO_CACHE,
      roomList: this.#roomList,
      me: signal(this.#parts.self.from),
      unacknowledged: signal([]),
      wishes: signal([]),
      discard: nothing,
      learn: nothing,
      noteMark: (room) => this.#own.noteMark(room),
      isBlocked: () => false,
      connection,
      onArrivals: nothing,
    });
    this.#own = new OwnRooms({
      known: this.#known,
      roomList: this.#roomList,
      drafts: openDrafts(this.#store),
      ask: recording(connection, () => this.epoch, this.#parts.self.marks),
      hasUnsent: () => false,
      onUnread: nothing,
      onEnd: () => false,
    });
    made = connect(this.#link.url, identity, this.#listener(this.#own), { patience: PATIENCE });
    this.#connection = made;
  }

  #listener(own: OwnRooms) {
    const { heard } = this.#parts.self;
    const hear = (room: string) => void (room.startsWith("~") && heard.add(room));
    return {
      // A page that was left says nothing of this one.
      onStatus: ({ is }: { is: string }) => {
        if (own === this.#own) this.#isOnline = is === "online";
      },
      onGreeting: (_: string, welcome: Welcome) => void this.#begin(own, welcome),
      onRoom: (room: Parameters<OwnRooms["told"]>[0]) => {
        hear(room.room);
        own.told(room);
      },
      onMarked: (marked: Parameters<OwnRooms["marked"]>[0]) => own.marked(marked),
      onMessage: ({ room }: Message) => hear(room),
      onChanged: ({ room }: Message) => hear(room),
      onPresence: nothing,
      onPeople: nothing,
      onTyping: nothing,
      onServer: nothing,
      onReported: nothing,
      onDecided: nothing,
      onSelf: nothing,
    };
  }

  async #begin(own: OwnRooms, { epoch, rooms, self }: Welcome): Promise<void> {
    this.epoch = epoch;
    own.begin(rooms);
    this.#known.begin(epoch);
    for (const { room } of rooms) if (room.startsWith("~")) this.#parts.self.heard.add(room);
    this.#connection.leave(LOBBY);
    const { room } = this.#parts;
    try {
      if (self?.direct !== "everybody")
        await this.#connection.ask("allow", { direct: "everybody" });
      if (!this.#isIn(room) || room === LOBBY) return;
      const joined = await this.#connection.join(room);
      if (joined.ok) await this.#known.get(room)?.onJoined(joined);
      this.#connection.leave(room);
    } catch {
      // The next connection begins anew.
    }
  }
}
