/** What the page shows and can do: components read these signals and call these methods, nothing else. */
import { batch, type Signal, signal } from "@preact/signals";
import type { Message, Person, Welcome, WireError } from "../../protocol";
import type { RoomPlace } from "../browser/address";
import type { MessageCache } from "../storage/message-cache";
import type { ConnectionStatus } from "../../client/connection";
import { findPeople } from "./find-people";
import type { Drafts } from "../storage/drafts";
import { Invitations } from "./invitations";
import { KnownRooms } from "./known-rooms";
import type { Outgoing, OutgoingWish } from "../../client/outbox";
import type { Room } from "./room";
import type { ServedRoom } from "./served-room";
import type { ShownMessage, Wish } from "../../client/wishes";
import { Session, type SessionParts } from "../../client/session";
import type { NotifyLevel, RoomList } from "../storage/room-list";

export interface ChatParts extends SessionParts {
  cache: MessageCache;
  roomList: RoomList;
  drafts: Drafts;
  /** The place that the page opens at. */
  place: RoomPlace;
  /** Called with every message of another person that comes live. */
  onMessage: (message: Message) => void;
  /** Called once with each message of others in the current room, live or missed while offline. */
  onArrivals: (messages: readonly Message[]) => void;
}

export class Chat {
  readonly status = signal<ConnectionStatus>({ is: "connecting" });
  /** "" until the server has greeted. */
  readonly greeting = signal("");
  readonly name: Signal<string>;
  /** The person's public id; undefined until a server has ever greeted. */
  readonly me: Signal<string | undefined>;
  /** Why the server refuses the current room. */
  readonly refusal = signal<WireError | undefined>(undefined);
  /** All rooms on the list, the lobby first. */
  readonly rooms = signal<readonly Room[]>([]);

  readonly invitations = new Invitations({
    status: this.status,
    connection: () => this.#session.connection,
    joiner: () => this.#session.joiner,
    open: (place) => this.open(place),
  });

  readonly #parts: ChatParts;
  readonly #known: KnownRooms;
  readonly #current: Signal<ServedRoom>;
  readonly #unacknowledged = signal<readonly Outgoing[]>([]);
  readonly #wishes = signal<readonly OutgoingWish[]>([]);
  readonly #session: Session<ServedRoom>;

  /** Connects, and opens the room of `place`. */
  constructor(parts: ChatParts) {
    const { identity, roomList, place } = parts;
    this.#parts = parts;
    this.name = signal(identity.name());
    this.me = signal(identity.from());
    roomList.add(place.room);
    this.#known = this.#openRooms();
    this.#current = signal(this.#known.open(place.room));
    this.rooms.value = this.#known.listed();
    this.#session = this.#openSession();
    void this.#current.value.open(place.seq);
    void this.restoreUnsent();
  }

  /** The current room. */
  get room(): { readonly value: Room } {
    return this.#current;
  }

  open({ room, seq }: RoomPlace): void {
    this.#parts.roomList.add(room);
    const [left, opened] = [this.#current.value, this.#known.open(room)];
    batch(() => {
      this.#current.value = opened;
      this.rooms.value = this.#known.listed();
      this.refusal.value = undefined;
    });
    this.#session.background.findMention(left);
    void opened.open(seq).then(() => this.#session.joiner.joinCurrent());
  }

  /** Removes a room from the list, and everything that this browser stores of it. */
  forget(room: string): void {
    this.#parts.roomList.forget(room);
    this.#parts.drafts.keep(room, "");
    this.#known.forget(room);
    this.#session.joiner.leave(room);
    this.rooms.value = this.#known.listed();
  }

  /** Whether the person has seen a message, on this page or another one of this browser. */
  hasSeen({ room, seq }: Pick<Message, "room" | "seq">): boolean {
    return seq <= (this.#parts.roomList.of(room).seen ?? 0);
  }

  /** Whether a message of another person calls this one (P24). */
  isCalledBy(message: Message): boolean {
    return this.#known.get(message.room)?.callsMe(message) ?? false;
  }

  /** Asks the server for people in the current room whose names begin with `q`, if presence does not name everybody. */
  findPeople(q: string): Promise<void> {
    return findPeople(this.#current.value, q, this.#session.connection).catch(() => {});
  }

  notifyLevel(room: string): NotifyLevel {
    return this.#parts.roomList.of(room).tell;
  }

  setNotifyLevel(room: string, telling: NotifyLevel): void {
    this.#parts.roomList.setNotifyLevel(room, telling);
  }

  /** Sends a message to the current room; `re` is the `seq` of the message that it answers. */
  send(txt: string, re?: number): void {
    const { name: room } = this.#current.value;
    this.#current.value.onSent();
    void this.#session.outbox.add({ room, name: this.name.value, txt, re });
  }

  /** Changes a message: now, or as soon as there is a connection, also after a reload. */
  change(message: ShownMessage | Outgoing, wish: Wish): void {
    const { epoch } = this.#known.open(message.room);
    void this.#session.outbox.change(message, wish, epoch);
  }

  /** The people who reacted to a message with an emoji, in the order in which they did (P25). Rejects without a connection. */
  reactors(room: string, seq: number, emoji: string): Promise<Person[]> {
    return this.#session.connection.reactors(room, seq, emoji);
  }

  /** The names of people by their public ids, of those who are in the person's rooms (P25). Rejects without a connection. */
  namesOf(ids: readonly string[]): Promise<Person[]> {
    return this.#session.connection.namesOf(ids);
  }

  retry(id: string): void {
    void this.#session.outbox.retry(id, this.name.value);
  }

  /** To be called when the store of unsent messages has come late. */
  restoreUnsent(): Promise<void> {
    return this.#session.outbox.restore();
  }

  discard(id: string): void {
    void this.#session.outbox.discard(id);
  }

  rename(name: string): void {
    this.#parts.identity.rename(name);
    this.#goBy(name);
  }

  reconnect(): void {
    this.#session.connection.retry();
  }

  /** To be called when the page is looked at again, or its network is back. */
  wake(): void {
    this.#session.connection.wake();
    this.#session.background.look();
  }

  /** Takes over what another page of this browser has changed. */
  refresh(): void {
    this.rooms.value = this.#known.listed();
    this.#known.refresh();
    const name = this.#parts.identity.name();
    if (name !== this.name.value) this.#goBy(name);
  }

  #goBy(name: string): void {
    this.name.value = name;
    this.#session.connection.rename();
  }

  #openRooms(): KnownRooms {
    const { cache, roomList } = this.#parts;
    return new KnownRooms({
      cache,
      roomList,
      me: this.me,
      unacknowledged: this.#unacknowledged,
      wishes: this.#wishes,
      discard: (id) => this.discard(id),
      learn: (message) => this.#session.outbox.learn(message),
      connection: () => this.#session.connection,
      onArrivals: (room, messages) => {
        if (room === this.room.value.name) this.#parts.onArrivals(messages);
      },
    });
  }

  #openSession(): Session<ServedRoom> {
    return new Session(this.#parts, {
      rooms: this.#known,
      current: () => this.#current.value.name,
      onStatus: (status) => {
        this.status.value = status;
      },
      onGreeting: (greeting, welcome) => this.#onGreeting(greeting, welcome),
      onRefused: (error) => {
        this.refusal.value = error;
      },
      onJoined: (room) => this.#onJoined(room),
      onMessage: (message) => this.#parts.onMessage(message),
      me: () => this.me.value,
      onOutbox: ({ outgoing, wishes }) =>
        batch(() => {
          this.#unacknowledged.value = outgoing;
          if (wishes.length + this.#wishes.value.length > 0) this.#wishes.value = wishes;
        }),
    });
  }

  #onGreeting(greeting: string, welcome: Welcome): void {
    const { you } = welcome;
    this.#parts.identity.learn(you.from);
    this.invitations.welcome(welcome);
    batch(() => {
      this.greeting.value = greeting;
      this.me.value = you.from;
    });
    // The name may have changed while the connection was being made.
    if (you.name !== this.name.value) this.#session.connection.rename();
  }

  #onJoined(room: ServedRoom): void {
    if (room !== this.#current.value) this.#session.background.findMention(room);
  }
}
