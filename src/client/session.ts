/** What client and server do without the person: connect, join rooms, send unsent messages, and look at rooms in the background. */
import type {
  Decided,
  Joined,
  Marked,
  Message,
  OpenReports,
  OwnRoom,
  PeopleChanged,
  Presence,
  Self,
  ServerProfile,
  Typing,
  Welcome,
  WireError,
} from "../protocol";
import type { BackgroundRoom } from "./background-rooms";
import type { Connection, ConnectionListener, ConnectionStatus } from "./connection";
import { type RefusedReply, RoomJoiner } from "./room-joiner";
import type { Identity } from "./identity";
import { LazyBackgroundRooms } from "./lazy-background-rooms";
import { Outbox } from "./outbox";
import type { OutboxStore, UnsentMessage, UnsentWish } from "./outbox-store";
import type { UploaderParts } from "./uploads";
import { wait } from "./wait";

/** The parts that a session is made of. */
export interface SessionParts {
  /** Opens the connection to the server. */
  connect: (listener: ConnectionListener) => Connection;
  identity: Identity;
  store: OutboxStore;
  /** How files are kept until they are sent, and how they are uploaded. */
  openFiles: () => Promise<UploaderParts>;
  /** Returns a higher number for each message that is typed on this device. */
  nextOrder: () => number;
}

/** A room that gets everything that the server sends for it. */
export interface SessionRoom extends BackgroundRoom {
  /** There is a new connection, which reads the log `epoch`. */
  begin: (epoch: string) => void;
  /** The connection is in the room, and the server has said what there is. Rejects when the connection is lost. */
  onJoined: (joined: Joined) => Promise<void>;
  /** A new message came; `prev` is the `rev` of the room before it (P22). */
  receive: (message: Message, prev?: number) => void;
  /** `by` has changed a message. */
  onChanged: (message: Message, prev?: number, by?: string) => void;
  /** A request of the person's own was acknowledged with a message. */
  acknowledge: (message: Message, prev: number) => void;
  /** The message `seq` as far as it is known. */
  held: (seq: number) => Message | null | undefined;
  callsMe: (message: Message) => boolean;
  /** A message has changed so that it mentions the person, or does not any more. */
  mentionedAt: (seq: number, isMention: boolean) => void;
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
    /** Why nothing is sent to a room any more that has ended for the person; undefined for any other. */
    ended: (name: string) => WireError | undefined;
    /** There is a new connection, which reads the log `epoch`. */
    begin: (epoch: string) => void;
  };
  /** The name of the room that is shown. */
  current: () => string;
  onStatus: (status: ConnectionStatus) => void;
  onGreeting: (greeting: string, welcome: Welcome) => void;
  onRefused: (error: WireError | undefined) => void;
  /** A room of the person's is new, has changed, or has ended. Returns whether it is new on the list. */
  onRoom: (room: OwnRoom) => boolean;
  onServer: (server: ServerProfile) => void;
  onReported: (reports: OpenReports) => void;
  onDecided: (decided: Decided) => void;
  onMarked: (marked: Marked) => void;
  onSelf: (self: Self) => void;
  /** The server has refused what the person sends to a room, and would refuse everything else that they send there. */
  onBarred: (room: string, error: WireError) => void;
  /** The connection has joined a room, and the room knows it. */
  onJoined: (room: Room) => void;
  /** Called with each message of another person in a known room, and with each that was changed so that it calls the reader now. */
  onMessage: (message: Message) => void;
  me: () => string | undefined;
  /** What waits in the outbox is different now. */
  onOutbox: (outbox: Pick<Outbox, "outgoing" | "wishes">) => void;
}

const NOT_THERE: RefusedReply = {
  ok: false,
  error: { code: "not_found", message: "the message is not in this log" },
};

export class Session<Room extends SessionRoom> {
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly joiner: RoomJoiner;
  readonly background: LazyBackgroundRooms;
  readonly #owner: SessionOwner<Room>;
  #isOnline = false;
  /** The log that the connection reads. */
  #epoch = "";

  /** Connects. */
  constructor(parts: SessionParts, owner: SessionOwner<Room>) {
    const { rooms } = owner;
    this.#owner = owner;
    this.outbox = new Outbox({
      owner: parts.identity.owner,
      nextOrder: parts.nextOrder,
      store: parts.store,
      openFiles: parts.openFiles,
      send: (unsent, after) => this.#send(unsent, after),
      sendWish: (unsent, seq) => this.#sendWish(unsent, seq),
      onAcknowledged: (message, prev) => rooms.get(message.room)?.acknowledge(message, prev),
      onBarred: owner.onBarred,
      onChange: () => owner.onOutbox(this.outbox),
      wait,
    });
    this.connection = parts.connect({
      onStatus: (status) => this.#hasStatus(status),
      onGreeting: (greeting, welcome) => void this.#greeted(greeting, welcome),
      onMessage: (message, prev) => this.#receive(message, prev),
      onChanged: (message, prev, by) => this.#changed(message, prev, by),
      onPresence: (presence) => rooms.get(presence.room)?.onPresence(presence),
      onPeople: (changed) => rooms.get(changed.room)?.onPeopleChanged(changed),
      onTyping: (typing) => this.#heardTyping(typing),
      onRoom: (room) => this.#roomChanged(room),
      onServer: owner.onServer,
      onReported: owner.onReported,
      onDecided: owner.onDecided,
      onMarked: owner.onMarked,
      onSelf: owner.onSelf,
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
      change: (message) => this.#changed(message),
    });
  }

  #hasStatus(status: ConnectionStatus): void {
    this.#isOnline = status.is === "online";
    this.#owner.onStatus(status);
    if (!this.#isOnline) this.outbox.setConnected(false);
  }

  async #greeted(greeting: string, welcome: Welcome): Promise<void> {
    this.#epoch = welcome.epoch;
    this.#owner.onGreeting(greeting, welcome);
    this.#owner.rooms.begin(welcome.epoch);
    this.background.begin();
    const entered = this.joiner.joinAll(welcome.limits.rooms);
    this.outbox.setConnected(true);
    await entered;
    this.background.look();
  }

  #roomChanged(room: OwnRoom): void {
    if (room.gone) this.joiner.forget(room.room);
    if (this.#owner.onRoom(room)) void this.joiner.joinNew(room.room);
  }

  async #joined(name: string, joined: Joined): Promise<void> {
    const room = this.#owner.rooms.get(name);
    await room?.onJoined(joined);
    if (room) this.#owner.onJoined(room);
  }

  /** What was typed in another room before a reload needs the connection to be in that room, too. */
  async #send(unsent: UnsentMessage, after?: string) {
    return (await this.#enter(unsent.room)) ?? this.connection.send(unsent, after);
  }

  /** Resolves with the refusal, if the connection cannot be in the room. To join an open room that ended would make one its member again. */
  async #enter(room: string): Promise<RefusedReply | undefined> {
    const error = this.#owner.rooms.ended(room);
    if (error) return { ok: false, error };
    return this.joiner.has(room) ? undefined : this.joiner.join(room);
  }

  async #sendWish(unsent: UnsentWish, seq: number) {
    const { room, of, epoch = this.#epoch } = unsent;
    const refused = await this.#enter(room);
    if (refused) return refused;
    // In another log another message may have the number.
    if (epoch !== this.#epoch && !(await this.#isThere(room, seq, of))) return NOT_THERE;
    return this.connection.sendWish(unsent, seq);
  }

  async #isThere(room: string, seq: number, id: string): Promise<boolean> {
    const page = await this.connection.history({ room, after: seq - 1, before: seq + 1 });
    return page.messages[0]?.id === id;
  }

  /** The person's own other pages do not count (P16). */
  #heardTyping(typing: Typing): void {
    if (typing.from !== this.#owner.me()) this.#owner.rooms.get(typing.room)?.onTyping(typing);
  }

  #receive(message: Message, prev?: number): void {
    const room = this.#owner.rooms.get(message.room);
    room?.receive(message, prev);
    if (!room || message.gone || message.from === this.#owner.me()) return;
    room.sort(message);
    this.#owner.onMessage(message);
  }

  #changed(message: Message, prev?: number, by?: string): void {
    const { seq, from } = message;
    const room = this.#owner.rooms.get(message.room);
    const before = room?.held(seq);
    room?.onChanged(message, prev, by);
    if (!room || from === this.#owner.me()) return;
    const isCalled = room.callsMe(message);
    room.mentionedAt(seq, isCalled);
    // Only people who were not called before are notified (P24).
    if (isCalled && before && !room.callsMe(before)) this.#owner.onMessage(message);
  }
}
