/** What client and server do without the person: connect, join rooms, send unsent messages, and look at rooms in the background. */
import type {
  Joined,
  Message,
  PeopleChanged,
  Presence,
  Typing,
  Welcome,
  WireError,
} from "../protocol";
import type { BackgroundRoom } from "./background-rooms";
import type { Connection, ConnectionListener, ConnectionStatus } from "./connection";
import { RoomJoiner } from "./room-joiner";
import type { Identity } from "./identity";
import { LazyBackgroundRooms } from "./lazy-background-rooms";
import { Outbox, type Outgoing } from "./outbox";
import type { OutboxStore, Unsent } from "./outbox-store";
import { wait } from "./wait";

/** The parts that a session is made of. */
export interface SessionParts {
  /** Opens the connection to the server. */
  connect: (listener: ConnectionListener) => Connection;
  identity: Identity;
  store: OutboxStore;
  /** Returns a higher number for each message that is typed on this device. */
  nextOrder: () => number;
}

/** A room that gets everything that the server sends for it. */
export interface SessionRoom extends BackgroundRoom {
  /** The connection is in the room, and the server has said what there is. Rejects when the connection is lost. */
  onJoined: (joined: Joined) => Promise<void>;
  receive: (message: Message) => void;
  onPresence: (presence: Presence) => void;
  onPeopleChanged: (changed: PeopleChanged) => void;
  onTyping: (typing: Typing) => void;
}

/** The chat that a session belongs to: what the session asks it and reports to it. */
export interface SessionOwner<Room extends SessionRoom> {
  rooms: {
    /** The room of this name, if it is known. */
    get: (name: string) => Room | undefined;
    /** All rooms on the person's list. */
    listed: () => readonly Room[];
  };
  /** The name of the room that is shown. */
  current: () => string;
  onStatus: (status: ConnectionStatus) => void;
  onGreeting: (greeting: string, welcome: Welcome) => void;
  onRefused: (error: WireError | undefined) => void;
  /** The connection has joined a room, and the room knows it. */
  onJoined: (room: Room) => void;
  mentionsMe: (message: Message) => boolean;
  /** Called with each message of another person in a known room. */
  onMessage: (message: Message) => void;
  me: () => string | undefined;
  onOutgoing: (outgoing: readonly Outgoing[]) => void;
}

export class Session<Room extends SessionRoom> {
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly joiner: RoomJoiner;
  readonly background: LazyBackgroundRooms;
  readonly #owner: SessionOwner<Room>;
  #isOnline = false;

  /** Connects. */
  constructor(parts: SessionParts, owner: SessionOwner<Room>) {
    const { rooms } = owner;
    this.#owner = owner;
    this.outbox = new Outbox({
      owner: parts.identity.owner,
      nextOrder: parts.nextOrder,
      store: parts.store,
      send: (unsent, after) => this.#send(unsent, after),
      onAcknowledged: (message) => rooms.get(message.room)?.receive(message),
      onChange: () => owner.onOutgoing(this.outbox.outgoing),
      wait,
    });
    this.connection = parts.connect({
      onStatus: (status) => this.#hasStatus(status),
      onGreeting: (greeting, welcome) => void this.#greeted(greeting, welcome),
      onMessage: (message) => this.#receive(message),
      onPresence: (presence) => rooms.get(presence.room)?.onPresence(presence),
      onPeople: (changed) => rooms.get(changed.room)?.onPeopleChanged(changed),
      onTyping: (typing) => this.#heardTyping(typing),
    });
    this.joiner = new RoomJoiner({
      connection: this.connection,
      isOnline: () => this.#isOnline,
      current: owner.current,
      listed: () => rooms.listed().map(({ name }) => name),
      onJoined: (room, joined) => this.#joined(room, joined),
      onRefused: owner.onRefused,
    });
    this.background = new LazyBackgroundRooms({
      history: (request) => this.connection.history(request),
      outside: () => rooms.listed().filter(({ name }) => !this.joiner.has(name)),
      receive: (message) => this.#receive(message),
      mentionsMe: owner.mentionsMe,
    });
  }

  #hasStatus(status: ConnectionStatus): void {
    this.#isOnline = status.is === "online";
    this.#owner.onStatus(status);
    if (!this.#isOnline) this.outbox.setConnected(false);
  }

  async #greeted(greeting: string, welcome: Welcome): Promise<void> {
    this.#owner.onGreeting(greeting, welcome);
    this.background.begin();
    const entered = this.joiner.joinAll(welcome.limits.rooms);
    this.outbox.setConnected(true);
    await entered;
    this.background.look();
  }

  async #joined(name: string, joined: Joined): Promise<void> {
    const room = this.#owner.rooms.get(name);
    await room?.onJoined(joined);
    if (room) this.#owner.onJoined(room);
  }

  /** A message that was typed in another room before a reload needs the connection to be in that room, too. */
  async #send(unsent: Unsent, after?: string) {
    const isIn = this.joiner.has(unsent.room);
    const refused = isIn ? undefined : await this.joiner.join(unsent.room);
    return refused ?? this.connection.send(unsent, after);
  }

  /** The person's own other pages do not count (P16). */
  #heardTyping(typing: Typing): void {
    if (typing.from !== this.#owner.me()) this.#owner.rooms.get(typing.room)?.onTyping(typing);
  }

  #receive(message: Message): void {
    const room = this.#owner.rooms.get(message.room);
    room?.receive(message);
    if (!room || message.from === this.#owner.me()) return;
    if (this.#owner.mentionsMe(message)) room.mentionedAt(message.seq);
    this.#owner.onMessage(message);
  }
}
