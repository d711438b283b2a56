/** The list of rooms. Those that the server counts as the person's are on it on every device, and leave it when they end (P36). */
import { signal } from "@preact/signals";
import type { Level, Marked, OwnRoom, Person, PutOut, Reply } from "../../protocol";
import type { Ask } from "../../client/asking";
import type { Drafts } from "../storage/drafts";
import type { RoomList } from "../storage/room-list";
import type { KnownRooms } from "./known-rooms";
import { LazyMarkSender } from "./lazy-mark-sender";
import type { Room } from "./room";
import { isClosedName } from "./room-profile";
import type { ServedRoom } from "./served-room";

export interface OwnRoomsParts {
  known: KnownRooms;
  roomList: RoomList;
  drafts: Drafts;
  ask: Ask;
  /** Whether a message to the room waits in the outbox. */
  hasUnsent: (room: string) => boolean;
  /** Called when a room is unread again from an earlier message on. */
  onUnread: (room: ServedRoom) => void;
  /** Called before a room that has ended leaves the list. Returns whether it was shown. */
  onEnd: (room: Room) => boolean;
}

export class OwnRooms {
  /** All rooms on the list, the lobby first; also those that have ended, as long as something is unsent there. */
  readonly shown = signal<readonly Room[]>([]);
  /** A room that has ended for the person while it was shown, until they have read that. */
  readonly ended = signal<Room | undefined>(undefined);
  readonly #parts: OwnRoomsParts;
  readonly #marks: LazyMarkSender;
  /** The rooms that the person is leaving on this page. */
  readonly #leaving = new Set<string>();
  /** Whether it is known what waits in the outbox. */
  #isRestored = false;

  constructor(parts: OwnRoomsParts) {
    this.#parts = parts;
    this.#marks = new LazyMarkSender({
      ...parts,
      onMarked: (marked) => this.marked(marked),
      setLevel: (room, level) => this.setLevel(room, level),
    });
  }

  /** Lists a room that the person opens. A closed one is listed only while the server says that it is theirs. */
  add(room: string): void {
    if (!isClosedName(room)) this.#parts.roomList.add(room);
    this.refresh();
  }

  /** Takes over the list as another page of this browser may have changed it. */
  refresh(): void {
    this.shown.value = this.#parts.known.shown();
  }

  /** A new connection got all rooms of the person: other rooms that were theirs have ended meanwhile. */
  begin(rooms: readonly OwnRoom[]): void {
    this.#learn(rooms);
    const names = new Set(rooms.map(({ room }) => room));
    for (const { room, own, hasEnded } of this.#parts.roomList.all())
      if (own?.rank && !hasEnded && !names.has(room)) this.#end(room);
    this.refresh();
    this.#marks.begin();
  }

  /** This device was signed out: nothing of the person's rooms stays here. */
  signedOut(): void {
    this.begin([]);
    this.ended.value = undefined;
  }

  /** The person's mark in a room has changed: on another device, or because this one sent it (P36). */
  marked({ room, ...mark }: Marked): void {
    const { roomList, known, onUnread } = this.#parts;
    roomList.mark(room, mark);
    const served = known.get(room);
    if (served?.refresh()) onUnread(served);
    // It may differ from what the person wants here.
    this.#marks.note(room);
  }

  /** The person has read further in a room, or has set the mark back. */
  noteMark(room: string): void {
    this.#marks.note(room);
  }

  setLevel(room: string, level: Level): void {
    this.#parts.roomList.setLevel(room, level);
    this.#parts.known.get(room)?.refresh();
    this.#marks.note(room);
  }

  /** The direct room with somebody, which is made if there is none (P30). Rejects without a connection. */
  async direct({ from }: Pick<Person, "from">): Promise<Reply<{ room: OwnRoom }>> {
    const reply = await this.#parts.ask("direct", { from });
    if (reply.ok) this.told(reply.room);
    return reply;
  }

  /** A room of the person's is new, has changed, or has ended. Returns whether it is new on the list. */
  told(own: OwnRoom): boolean {
    const isListed = this.#parts.known.listed().some(({ name }) => name === own.room);
    if (own.gone) this.#end(own.room, own.out);
    else if (!this.#leaving.has(own.room)) this.#learn([own]);
    this.refresh();
    this.#marks.note(own.room);
    return !own.gone && !isListed;
  }

  /** Ends the person's membership, or the room itself. Rejects without a connection. */
  async leave(room: string, how: "quit" | "dissolve"): Promise<Reply<object>> {
    this.#leaving.add(room);
    try {
      const reply = await this.#parts.ask(how, { room });
      if (reply.ok) this.#end(room);
      return reply;
    } finally {
      this.#leaving.delete(room);
      this.refresh();
    }
  }

  /** Removes what this browser keeps of a room, but not what was not sent there. */
  forget(room: string, out?: PutOut): void {
    const { roomList, drafts, known, hasUnsent } = this.#parts;
    for (const texts of [drafts, drafts.purposes, drafts.files]) texts.keep(room, "");
    known.forget(room);
    if (hasUnsent(room)) roomList.end(room, out);
    else roomList.forget(room);
    this.refresh();
  }

  /** The outbox has been restored. */
  restored(): void {
    this.#isRestored = true;
    this.prune();
  }

  /** Takes rooms off the list that have ended and have nothing unsent any more. */
  prune(): void {
    const { roomList, hasUnsent } = this.#parts;
    if (!this.#isRestored) return;
    const over = roomList.all().filter(({ room, hasEnded }) => hasEnded && !hasUnsent(room));
    for (const { room } of over) roomList.forget(room);
    if (over.length > 0) this.refresh();
  }

  #learn(rooms: readonly OwnRoom[]): void {
    this.#parts.roomList.learn(rooms);
    for (const own of rooms) this.#parts.known.open(own.room).learnProfile(own);
  }

  /** Another page of this browser may have taken it from the list already. */
  #end(name: string, out?: PutOut): void {
    const { known, roomList, onEnd } = this.#parts;
    if (roomList.of(name).hasEnded) return;
    const room = known.get(name)?.room;
    const wasShown = room && onEnd(room);
    // People know which people they have blocked.
    if (wasShown && !this.#leaving.has(name) && !room.isDirect) this.ended.value = room;
    if (room && out) room.learn({ ...room.profile.value, out });
    this.forget(name, out);
  }
}
