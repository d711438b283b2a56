/** What the page shows and can do: components read these signals and call these functions, nothing else. */
import { batch, computed, type Signal, signal } from "@preact/signals";
import type { Message, Reply, Typing, Welcome, WireError } from "../protocol/protocol";
import type { Place } from "./address";
import type { Archive } from "./archive";
import { backoff } from "./backoff";
import type { Connection, Listener, Status } from "./connection";
import { rivalsIn, seek } from "./crowd";
import type { Drafts } from "./drafts";
import type { Elsewhere } from "./elsewhere";
import type { Identity } from "./identity";
import { Memberships } from "./memberships";
import { mentions } from "./mentions";
import { Outbox, type Outgoing } from "./outbox";
import type { OutboxStore, Unsent } from "./outbox-store";
import type { Room } from "./room";
import { ServedRoom } from "./served-room";
import type { Telling, Visits } from "./visits";

type Refused = Extract<Reply<object>, { ok: false }>;

export interface ChatParts {
  /** Opens the connection to the server. */
  connect: (listener: Listener) => Connection;
  identity: Identity;
  store: OutboxStore;
  /** Gives a higher number for each message that is typed on this device. */
  nextOrder: () => number;
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
  readonly #known = new Map<string, ServedRoom>();
  readonly #current: Signal<ServedRoom>;
  readonly #unacknowledged = signal<readonly Outgoing[]>([]);
  readonly #outbox: Outbox;
  readonly #connection: Connection;
  readonly #memberships: Memberships;
  /** Fetched when there is a connection to look by. */
  #elsewhere: Promise<Elsewhere> | undefined;

  /** Connects, and opens the place that the page was opened at. */
  constructor(parts: ChatParts) {
    const { identity, visits, place } = parts;
    this.#parts = parts;
    this.name = signal(identity.name());
    this.me = signal(identity.from());
    visits.enter(place.room);
    this.#current = signal(this.#room(place.room));
    this.rooms.value = this.#visited();
    this.#outbox = this.#openOutbox();
    this.#connection = this.#connect();
    this.#memberships = new Memberships(this.#connection);
    void this.#current.value.open(place.seq);
    void this.#outbox.restore();
  }

  /** The room that one is in. */
  get room(): { readonly value: Room } {
    return this.#current;
  }

  open({ room, seq }: Place): void {
    this.#parts.visits.enter(room);
    const [left, opened] = [this.#current.value, this.#room(room)];
    batch(() => {
      this.#current.value = opened;
      this.rooms.value = this.#visited();
      this.refusal.value = undefined;
    });
    void this.#findCall(left);
    void opened.open(seq).then(() => this.#insist(() => this.#enterCurrent()));
  }

  /** Takes a room off the list, and everything that this browser knows of it. */
  forget(room: string): void {
    const known = this.#known.get(room);
    this.#parts.visits.forget(room);
    this.#parts.drafts.keep(room, "");
    this.#known.delete(room);
    this.#memberships.leave(room);
    void known?.forget().catch(() => {});
    this.rooms.value = this.#visited();
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
    return seek(this.#current.value, q, this.#connection).catch(() => {});
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
    void this.#outbox.add({ room, name: this.name.value, txt });
  }

  retry(id: string): void {
    void this.#outbox.retry(id, this.name.value);
  }

  /** To be called when the store of what is unsent has come late. */
  keepUnsent(): Promise<void> {
    return this.#outbox.keepAll();
  }

  discard(id: string): void {
    void this.#outbox.discard(id);
  }

  rename(name: string): void {
    this.#parts.identity.rename(name);
    this.#goBy(name);
  }

  reconnect(): void {
    this.#connection.retry();
  }

  /** The page is looked at again, or its network is back. */
  wake(): void {
    this.#connection.wake();
    void this.#lookElsewhere();
  }

  /** Takes up what another page of this browser has changed. */
  refresh(): void {
    this.rooms.value = this.#visited();
    for (const room of this.#known.values()) room.refresh();
    const name = this.#parts.identity.name();
    if (name !== this.name.value) this.#goBy(name);
  }

  /** What cannot be looked at now, for want of a connection or of the part that looks, is looked at later. */
  async #lookElsewhere(look = (elsewhere: Elsewhere) => elsewhere.look()): Promise<void> {
    this.#elsewhere ??= this.#openElsewhere();
    await this.#elsewhere.then(look).catch(() => {});
  }

  async #openElsewhere(): Promise<Elsewhere> {
    try {
      const { Elsewhere } = await import("./elsewhere");
      return new Elsewhere({
        history: (request) => this.#connection.history(request),
        outside: () => this.#visited().filter(({ name }) => !this.#memberships.has(name)),
        receive: (message) => this.#receive(message),
        isCalledBy: (message) => this.isCalledBy(message),
      });
    } catch (error) {
      this.#elsewhere = undefined;
      throw error;
    }
  }

  #findCall(room: ServedRoom): Promise<void> {
    return this.#lookElsewhere((elsewhere) => elsewhere.findCall(room));
  }

  #goBy(name: string): void {
    this.name.value = name;
    this.#connection.rename();
  }

  #room(name: string): ServedRoom {
    const room = this.#known.get(name) ?? this.#newRoom(name);
    this.#known.set(name, room);
    return room;
  }

  #newRoom(name: string): ServedRoom {
    return new ServedRoom(name, {
      archive: this.#parts.archive,
      visits: this.#parts.visits,
      me: this.me,
      unacknowledged: this.#unacknowledged,
      history: (range) => this.#connection.history({ room: name, ...range }),
      tellTyping: (on) => this.#connection.typing(name, on),
      arrived: (messages) => {
        if (name === this.room.value.name) this.#parts.arrived(messages);
      },
    });
  }

  #visited(): ServedRoom[] {
    return this.#parts.visits.all().map(({ room }) => this.#room(room));
  }

  #openOutbox(): Outbox {
    return new Outbox({
      owner: this.#parts.identity.owner,
      nextOrder: this.#parts.nextOrder,
      store: this.#parts.store,
      send: (unsent, after) => this.#send(unsent, after),
      acknowledged: (message) => this.#known.get(message.room)?.receive(message),
      changed: () => {
        this.#unacknowledged.value = this.#outbox.outgoing;
      },
      wait,
    });
  }

  /** What was typed in another room before a reload needs the connection to be in that room too. */
  async #send(unsent: Unsent, after?: string) {
    const isIn = this.#memberships.has(unsent.room);
    const refused = isIn ? undefined : await this.#enter(unsent.room);
    return refused ?? this.#connection.send(unsent, after);
  }

  #connect(): Connection {
    return this.#parts.connect({
      status: (status) => {
        this.status.value = status;
        if (status.is !== "online") this.#outbox.connection(false);
      },
      greeted: (greeting, welcome) => void this.#greeted(greeting, welcome),
      message: (message) => this.#receive(message),
      presence: (presence) => this.#known.get(presence.room)?.presence(presence),
      people: (changed) => this.#known.get(changed.room)?.changed(changed),
      typing: (typing) => this.#heardTyping(typing),
    });
  }

  /** One's own other pages are not others (P16). */
  #heardTyping(typing: Typing): void {
    if (typing.from !== this.me.value) this.#known.get(typing.room)?.heardTyping(typing);
  }

  #receive(message: Message): void {
    const room = this.#known.get(message.room);
    room?.receive(message);
    if (!room || message.from === this.me.value) return;
    if (this.isCalledBy(message)) room.calledAt(message.seq);
    this.#parts.heard(message);
  }

  async #greeted(greeting: string, { you, limits }: Welcome): Promise<void> {
    this.#parts.identity.learn(you.from);
    batch(() => {
      this.greeting.value = greeting;
      this.me.value = you.from;
    });
    // It may have been said while the connection was on its way.
    if (you.name !== this.name.value) this.#connection.rename();
    this.#memberships.begin(limits.rooms);
    void this.#elsewhere?.then((elsewhere) => elsewhere.begin()).catch(() => {});
    this.#outbox.connection(true);
    await this.#insist(async () => {
      await this.#enterCurrent();
      await this.#enterOthers();
    });
  }

  /** Tries until it succeeds, or the connection is lost: the next one begins with all this anew. */
  async #insist(attempt: () => Promise<void>): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await attempt();
      } catch {
        if (this.status.value.is !== "online") return;
        await wait(backoff(failures));
      }
    }
  }

  async #enterCurrent(): Promise<void> {
    this.refusal.value = (await this.#enter(this.#current.value.name))?.error;
  }

  /** As many of the rooms on the list as the server allows. */
  async #enterOthers(): Promise<void> {
    for (const { name } of this.rooms.value) {
      const isAllowed = this.#memberships.has(name) || !this.#memberships.isFull;
      if (name !== this.#current.value.name && isAllowed) await this.#enter(name);
    }
    void this.#lookElsewhere();
  }

  /** Resolves with the refusal, if there is one. */
  async #enter(name: string): Promise<Refused | undefined> {
    const reply = await this.#memberships.enter(name, this.#current.value.name);
    if (!reply.ok) return reply;
    const room = this.#known.get(name);
    await room?.joined(reply);
    if (!room) return;
    if (room !== this.#current.value) void this.#findCall(room);
    // Those beyond the first hundred may have a longer name that begins with one's own.
    void seek(room, this.name.value, this.#connection).catch(() => {});
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
