/** What the page shows and can do: components read these signals and call these functions, nothing else. */
import { batch, computed, type Signal, signal } from "@preact/signals";
import type { Message, Welcome, WireError } from "../../protocol";
import type { Place } from "../browser/address";
import type { Archive } from "../storage/archive";
import type { Status } from "../../client/connection";
import { rivalsIn, seek } from "./names-in-room";
import type { Drafts } from "../storage/drafts";
import { KnownRooms } from "./known-rooms";
import { mentions } from "../../client/mentions";
import type { Outgoing } from "../../client/outbox";
import type { Room } from "./room";
import type { ServedRoom } from "./served-room";
import { Session, type SessionParts } from "./session";
import type { Telling, Visits } from "../storage/room-list";

export interface ChatParts extends SessionParts {
  archive: Archive;
  visits: Visits;
  drafts: Drafts;
  /** Where the page opens. */
  place: Place;
  /** Is told of every message of somebody else, when it comes live. */
  heard: (message: Message) => void;
  /** Is told once of what others have said in the room that one is in, live or while one was cut off. */
  arrived: (messages: readonly Message[]) => void;
}

export class Chat {
  readonly status = signal<Status>({ is: "connecting" });
  /** "" until the server has greeted. */
  readonly greeting = signal("");
  readonly name: Signal<string>;
  /** One's own public id; undefined until a server has ever greeted. */
  readonly me: Signal<string | undefined>;
  /** Why the server does not let one into the room that one is in. */
  readonly refusal = signal<WireError | undefined>(undefined);
  /** All the rooms that one has been in, the lobby first. */
  readonly rooms = signal<readonly Room[]>([]);

  /** Longer names than one's own that begin with it, of people in the room that one is in. */
  readonly rivals = computed(() => this.#rivalry.value.split("\0").filter(Boolean));
  /** As one text, which is equal as long as they are: else each who comes or goes would have all lines drawn anew. */
  readonly #rivalry = computed(() => this.rivalsIn(this.room.value.name).join("\0"));

  readonly #parts: ChatParts;
  readonly #known: KnownRooms;
  readonly #current: Signal<ServedRoom>;
  readonly #unacknowledged = signal<readonly Outgoing[]>([]);
  readonly #session: Session;

  /** Connects, and opens the place that the page was opened at. */
  constructor(parts: ChatParts) {
    const { identity, visits, place } = parts;
    this.#parts = parts;
    this.name = signal(identity.name());
    this.me = signal(identity.from());
    visits.enter(place.room);
    this.#known = this.#openRooms();
    this.#current = signal(this.#known.open(place.room));
    this.rooms.value = this.#known.listed();
    this.#session = this.#openSession();
    void this.#current.value.open(place.seq);
    void this.#session.outbox.restore();
  }

  /** The room that one is in. */
  get room(): { readonly value: Room } {
    return this.#current;
  }

  open({ room, seq }: Place): void {
    this.#parts.visits.enter(room);
    const [left, opened] = [this.#current.value, this.#known.open(room)];
    batch(() => {
      this.#current.value = opened;
      this.rooms.value = this.#known.listed();
      this.refusal.value = undefined;
    });
    this.#session.looking.findCall(left);
    void opened.open(seq).then(() => this.#session.entering.current());
  }

  /** Takes a room off the list, and everything that this browser knows of it. */
  forget(room: string): void {
    this.#parts.visits.forget(room);
    this.#parts.drafts.keep(room, "");
    this.#known.forget(room);
    this.#session.entering.leave(room);
    this.rooms.value = this.#known.listed();
  }

  /** Whether one has seen a message, on this page or another of this browser. */
  hasSeen({ room, seq }: Pick<Message, "room" | "seq">): boolean {
    return seq <= (this.#parts.visits.of(room).seen ?? 0);
  }

  /** Longer names than one's own that begin with it, of those who are in a room or have spoken there. */
  rivalsIn(name: string): string[] {
    const room = this.#known.get(name);
    return room ? rivalsIn(room, this.name.value, this.me.value) : [];
  }

  /** Whether a message of somebody else calls one. */
  isCalledBy({ from, txt, room }: Message): boolean {
    return from !== this.me.value && mentions(txt, this.name.value, this.rivalsIn(room));
  }

  /** Asks for people in the room that one is in whose names begin with `q`, where there are more than it names. */
  seek(q: string): Promise<void> {
    return seek(this.#current.value, q, this.#session.connection).catch(() => {});
  }

  telling(room: string): Telling {
    return this.#parts.visits.of(room).tell;
  }

  tell(room: string, telling: Telling): void {
    this.#parts.visits.tell(room, telling);
  }

  send(txt: string): void {
    const { name: room } = this.#current.value;
    this.#current.value.said();
    void this.#session.outbox.add({ room, name: this.name.value, txt });
  }

  retry(id: string): void {
    void this.#session.outbox.retry(id, this.name.value);
  }

  /** To be called when the store of what is unsent has come late. */
  keepUnsent(): Promise<void> {
    return this.#session.outbox.keepAll();
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

  /** The page is looked at again, or its network is back. */
  wake(): void {
    this.#session.connection.wake();
    this.#session.looking.look();
  }

  /** Takes up what another page of this browser has changed. */
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
    const { archive, visits } = this.#parts;
    return new KnownRooms({
      archive,
      visits,
      me: this.me,
      unacknowledged: this.#unacknowledged,
      connection: () => this.#session.connection,
      arrived: (room, messages) => {
        if (room === this.room.value.name) this.#parts.arrived(messages);
      },
    });
  }

  #openSession(): Session {
    return new Session(this.#parts, {
      rooms: this.#known,
      current: () => this.#current.value.name,
      status: (status) => {
        this.status.value = status;
      },
      greeted: (greeting, welcome) => this.#greeted(greeting, welcome),
      refused: (error) => {
        this.refusal.value = error;
      },
      entered: (room) => this.#entered(room),
      isCalledBy: (message) => this.isCalledBy(message),
      heard: (message) => this.#parts.heard(message),
      me: () => this.me.value,
      unacknowledged: (outgoing) => {
        this.#unacknowledged.value = outgoing;
      },
    });
  }

  #greeted(greeting: string, { you }: Welcome): void {
    this.#parts.identity.learn(you.from);
    batch(() => {
      this.greeting.value = greeting;
      this.me.value = you.from;
    });
    // It may have been said while the connection was on its way.
    if (you.name !== this.name.value) this.#session.connection.rename();
  }

  #entered(room: ServedRoom): void {
    if (room !== this.#current.value) this.#session.looking.findCall(room);
    // Those beyond the first hundred may have a longer name that begins with one's own.
    void seek(room, this.name.value, this.#session.connection).catch(() => {});
  }
}
