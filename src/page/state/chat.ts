/** What the page shows and can do: components read these signals and call these methods, nothing else. */
import { batch, computed, type Signal, signal } from "@preact/signals";
import { LOBBY, type Message } from "../../protocol";
import type { OpenFiles } from "../files/lazy-sending";
import type { RoomPlace } from "../browser/address";
import type { MessageCache } from "../storage/message-cache";
import { ChatFacts } from "./chat-facts";
import type { Connection } from "../../client/connection";
import type { RoomJoiner } from "../../client/room-joiner";
import type { Drafts } from "../storage/drafts";
import { KnownRooms } from "./known-rooms";
import type { Outgoing, OutgoingWish } from "../../client/outbox";
import { OwnName } from "./own-name";
import type { UnsentFile } from "../../client/outbox-store";
import { OwnRooms } from "./own-rooms";
import type { Room } from "./room";
import type { ServedRoom } from "./served-room";
import type { ShownMessage, Wish } from "../../client/wishes";
import { Session, type SessionParts } from "../../client/session";
import { createSessionOwner } from "./session-owner";
import type { RoomList } from "../storage/room-list";

export interface ChatParts extends SessionParts {
  openFiles: OpenFiles;
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

export class Chat extends ChatFacts {
  readonly #parts: ChatParts;
  readonly #known: KnownRooms;
  readonly #current: Signal<ServedRoom>;
  readonly #unacknowledged = signal<readonly Outgoing[]>([]);
  readonly #wishes = signal<readonly OutgoingWish[]>([]);
  readonly #session: Session<ServedRoom>;
  readonly #ownName: OwnName;
  /** The list of rooms, and what becomes of those that are the person's. */
  readonly own: OwnRooms;

  /** Connects, and opens the room of `place`. */
  constructor(parts: ChatParts) {
    const { identity, place } = parts;
    super(parts, () => void this.#session.joiner.joinCurrent());
    this.#parts = parts;
    this.#known = this.#openRooms();
    this.#ownName = new OwnName({
      identity,
      name: this.name,
      taken: this.takenName,
      tell: () => this.#session.connection.rename(),
    });
    this.own = new OwnRooms({
      ...parts,
      known: this.#known,
      ask: (event, request) => this.requests.ask(event, request),
      hasUnsent: (room) => this.#unacknowledged.value.some((one) => one.room === room),
      onUnread: (room) => this.#session.background.findMention(room),
      onEnd: (room) => this.#onEnd(room),
    });
    this.own.add(place.room);
    this.#current = signal(this.#known.open(place.room));
    this.#session = this.#openSession();
    void this.#current.value.open(place.seq);
    void this.restoreUnsent();
  }

  /** The current room. */
  readonly room = computed((): Room => this.#current.value.room);

  /** All rooms on the list, the lobby first. */
  get rooms(): { readonly value: readonly Room[] } {
    return this.own.shown;
  }

  open({ room, seq }: RoomPlace): void {
    const [left, opened] = [this.#current.value, this.#known.open(room)];
    batch(() => {
      this.own.add(room);
      this.#current.value = opened;
      this.refusal.value = undefined;
    });
    this.#session.background.findMention(left);
    void opened.open(seq).then(() => this.#session.joiner.joinCurrent());
  }

  /** Removes a room that the person does not belong to from the list, and everything that this browser stores of it. */
  forget(room: string): void {
    this.own.forget(room);
    this.#session.joiner.leave(room);
  }

  /** Joins a room with an invitation to it. Resolves with the server's refusal, if it refuses. Rejects when the connection is lost. */
  joinInvited(room: string, invitation: string): ReturnType<RoomJoiner["join"]> {
    return this.#session.joiner.join(room, invitation);
  }

  /** What else the person can ask the server. */
  get requests(): Pick<
    Connection,
    "ask" | "people" | "reactors" | "namesOf" | "redeem" | "rekey" | "recover"
  > {
    return this.#session.connection;
  }

  /** Whether the person has seen a message, on this page or another one of this browser, or can no longer see it. */
  hasSeen({ room, seq }: Pick<Message, "room" | "seq">): boolean {
    const listed = this.#parts.roomList.all().find((one) => one.room === room);
    return !listed || listed.hasEnded === true || seq <= (listed.seen ?? 0);
  }

  /** Whether a message of another person calls this one (P24). */
  isCalledBy(message: Message): boolean {
    return this.#known.get(message.room)?.callsMe(message) ?? false;
  }

  /** Sends a message to the current room; `re` is the `seq` of the message that it answers. */
  send(txt: string, re?: number, files: readonly UnsentFile[] = []): void {
    const { name: room } = this.#current.value;
    this.#current.value.onSent();
    void this.#session.outbox.add({ room, name: this.name.value, txt, re, files });
  }

  /** Changes a message: now, or as soon as there is a connection, also after a reload. */
  change(message: ShownMessage | Outgoing, wish: Wish): void {
    const { epoch } = this.#known.open(message.room);
    void this.#session.outbox.change(message, wish, epoch);
  }

  retry(id: string): void {
    void this.#session.outbox.retry(id, this.name.value);
  }

  /** To be called when the store of unsent messages was opened late. */
  async restoreUnsent(): Promise<void> {
    await this.#session.outbox.restore();
    this.own.restored();
  }

  discard(id: string): void {
    void this.#session.outbox.discard(id);
  }

  /** Stops the upload of a message's files. */
  stopUpload(id: string): void {
    this.#session.outbox.stop(id);
  }

  /** Resolves with whether the person has the name: somebody else may own it. */
  rename(name: string): Promise<boolean> {
    return this.#ownName.rename(name);
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
    this.own.refresh();
    this.#known.refresh();
    this.#ownName.refresh();
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
      noteMark: (room) => this.own.noteMark(room),
      isBlocked: (from) => this.isBlocked(from),
      connection: () => this.#session.connection,
      onArrivals: (room, messages) => {
        if (room === this.room.value.name) this.#parts.onArrivals(messages);
      },
    });
  }

  /** Returns whether the room was shown: then the lobby is shown instead. */
  #onEnd(room: Room): boolean {
    // Wishes for messages that are no longer there.
    for (const { id } of this.#wishes.value.filter((one) => one.room === room.name))
      this.discard(id);
    if (room !== this.room.value) return false;
    this.open({ room: LOBBY });
    return true;
  }

  #openSession(): Session<ServedRoom> {
    const owner = createSessionOwner({
      ...this.#parts,
      facts: this,
      known: this.#known,
      own: this.own,
      ownName: this.#ownName,
      current: this.#current,
      unacknowledged: this.#unacknowledged,
      wishes: this.#wishes,
      findMention: (room) => this.#session.background.findMention(room),
    });
    return new Session(this.#parts, owner);
  }
}
