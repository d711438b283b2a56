/** The rooms that the page knows: each is made once, and stays until it is removed from the list. */
import type { Message, WireError } from "../../protocol";
import type { Connection } from "../../client/connection";
import { hindrance } from "./hindrance";
import type { Room, RoomParts } from "./room";
import { ServedRoom } from "./served-room";
import type { RoomEntry } from "../storage/room-list";

type Shared = Pick<
  RoomParts,
  | "cache"
  | "roomList"
  | "me"
  | "unacknowledged"
  | "wishes"
  | "discard"
  | "learn"
  | "noteMark"
  | "isBlocked"
>;

export interface KnownRoomsParts extends Shared {
  connection: () => Pick<Connection, "history" | "typing">;
  onArrivals: (room: string, messages: readonly Message[]) => void;
}

const ENDED: WireError = { code: "forbidden", message: "the room has ended for you" };

export class KnownRooms {
  readonly #rooms = new Map<string, ServedRoom>();
  readonly #parts: KnownRoomsParts;
  /** The log that the connection reads. */
  #epoch: string | undefined;

  constructor(parts: KnownRoomsParts) {
    this.#parts = parts;
  }

  get(name: string): ServedRoom | undefined {
    return this.#rooms.get(name);
  }

  /** The room of this name, which is made if it is unknown. */
  open(name: string): ServedRoom {
    const room = this.#rooms.get(name) ?? this.#make(name);
    this.#rooms.set(name, room);
    return room;
  }

  /** All rooms on the list that have not ended for the person. */
  listed(): ServedRoom[] {
    return this.#open(({ hasEnded }) => !hasEnded);
  }

  /** All rooms to be shown: also those that have ended, for what was not sent there. */
  shown(): Room[] {
    return this.#open(() => true).map(({ room }) => room);
  }

  #open(isWanted: (one: RoomEntry) => boolean): ServedRoom[] {
    return this.#parts.roomList
      .all()
      .filter(isWanted)
      .map(({ room }) => this.open(room));
  }

  /** Why nothing is sent to a room any more that has ended for the person; undefined for any other. */
  ended(name: string): WireError | undefined {
    const { own, hasEnded } = this.#parts.roomList.of(name);
    if (!hasEnded) return undefined;
    return own?.out?.act === "ban" ? hindrance("banned", own.out) : ENDED;
  }

  forget(name: string): void {
    const room = this.#rooms.get(name);
    this.#rooms.delete(name);
    void room?.forget().catch(() => {});
  }

  /** Takes over what was seen on another page of this browser. */
  refresh(): void {
    for (const room of this.#rooms.values()) room.refresh();
  }

  /** There is a new connection, which reads the log `epoch`. */
  begin(epoch: string): void {
    this.#epoch = epoch;
    this.#parts.roomList.begin(epoch);
    for (const room of this.#rooms.values()) room.begin(epoch);
  }

  #make(name: string): ServedRoom {
    const { connection, onArrivals } = this.#parts;
    const room = new ServedRoom(name, {
      ...this.#parts,
      history: (range) => connection().history({ room: name, ...range }),
      tellTyping: (on) => connection().typing(name, on),
      onArrivals: (messages) => onArrivals(name, messages),
    });
    if (this.#epoch !== undefined) room.begin(this.#epoch);
    return room;
  }
}
