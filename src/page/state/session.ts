/** What the page and the server do by themselves: connect, enter rooms, send what is unsent, and look elsewhere. */
import type { Joined, Message, Typing, Welcome, WireError } from "../../protocol";
import type { Connection, Listener, Status } from "../../client/connection";
import { Entering } from "../../client/room-joiner";
import type { Identity } from "../../client/identity";
import type { KnownRooms } from "./known-rooms";
import { Looking } from "./lazy-background-rooms";
import { Outbox, type Outgoing } from "../../client/outbox";
import type { OutboxStore, Unsent } from "../../client/outbox-store";
import type { ServedRoom } from "./served-room";
import { wait } from "../../client/wait";

/** What a session is made of. */
export interface SessionParts {
  /** Opens the connection to the server. */
  connect: (listener: Listener) => Connection;
  identity: Identity;
  store: OutboxStore;
  /** Gives a higher number for each message that is typed on this device. */
  nextOrder: () => number;
}

/** What a session asks and tells the chat that it is one of. */
export interface SessionOwner {
  rooms: KnownRooms;
  /** The name of the room that is shown. */
  current: () => string;
  status: (status: Status) => void;
  greeted: (greeting: string, welcome: Welcome) => void;
  refused: (error: WireError | undefined) => void;
  /** The connection is in a room, which has been told so. */
  entered: (room: ServedRoom) => void;
  isCalledBy: (message: Message) => boolean;
  /** Called with each message of somebody else in a room that is known. */
  heard: (message: Message) => void;
  me: () => string | undefined;
  unacknowledged: (outgoing: readonly Outgoing[]) => void;
}

export class Session {
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly entering: Entering;
  readonly looking: Looking;
  readonly #owner: SessionOwner;
  #isOnline = false;

  /** Connects. */
  constructor(parts: SessionParts, owner: SessionOwner) {
    const { rooms } = owner;
    this.#owner = owner;
    this.outbox = new Outbox({
      owner: parts.identity.owner,
      nextOrder: parts.nextOrder,
      store: parts.store,
      send: (unsent, after) => this.#send(unsent, after),
      acknowledged: (message) => rooms.get(message.room)?.receive(message),
      changed: () => owner.unacknowledged(this.outbox.outgoing),
      wait,
    });
    this.connection = parts.connect({
      status: (status) => this.#hasStatus(status),
      greeted: (greeting, welcome) => void this.#greeted(greeting, welcome),
      message: (message) => this.#receive(message),
      presence: (presence) => rooms.get(presence.room)?.presence(presence),
      people: (changed) => rooms.get(changed.room)?.changed(changed),
      typing: (typing) => this.#heardTyping(typing),
    });
    this.entering = new Entering({
      connection: this.connection,
      isOnline: () => this.#isOnline,
      current: owner.current,
      listed: () => rooms.listed().map(({ name }) => name),
      joined: (room, joined) => this.#joined(room, joined),
      refused: owner.refused,
    });
    this.looking = new Looking({
      history: (request) => this.connection.history(request),
      outside: () => rooms.listed().filter(({ name }) => !this.entering.has(name)),
      receive: (message) => this.#receive(message),
      isCalledBy: owner.isCalledBy,
    });
  }

  #hasStatus(status: Status): void {
    this.#isOnline = status.is === "online";
    this.#owner.status(status);
    if (!this.#isOnline) this.outbox.connection(false);
  }

  async #greeted(greeting: string, welcome: Welcome): Promise<void> {
    this.#owner.greeted(greeting, welcome);
    this.looking.begin();
    const entered = this.entering.all(welcome.limits.rooms);
    this.outbox.connection(true);
    await entered;
    this.looking.look();
  }

  async #joined(name: string, joined: Joined): Promise<void> {
    const room = this.#owner.rooms.get(name);
    await room?.joined(joined);
    if (room) this.#owner.entered(room);
  }

  /** What was typed in another room before a reload needs the connection to be in that room too. */
  async #send(unsent: Unsent, after?: string) {
    const isIn = this.entering.has(unsent.room);
    const refused = isIn ? undefined : await this.entering.enter(unsent.room);
    return refused ?? this.connection.send(unsent, after);
  }

  /** One's own other pages are not others (P16). */
  #heardTyping(typing: Typing): void {
    if (typing.from !== this.#owner.me()) this.#owner.rooms.get(typing.room)?.heardTyping(typing);
  }

  #receive(message: Message): void {
    const room = this.#owner.rooms.get(message.room);
    room?.receive(message);
    if (!room || message.from === this.#owner.me()) return;
    if (this.#owner.isCalledBy(message)) room.calledAt(message.seq);
    this.#owner.heard(message);
  }
}
