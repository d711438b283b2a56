/** What a room is made of, and the places in it. */
import type { ReadonlySignal } from "@preact/signals";
import type { Message, Presence } from "../../protocol";
import type { Outgoing, OutgoingWish } from "../../client/outbox";
import type { FetchPage } from "../../client/reader";
import type { MessageCache } from "../storage/message-cache";
import type { RoomList } from "../storage/room-list";

/** A place of the reader: a message, and its distance from the top of the list, in pixels. */
export interface ReadingPlace {
  seq: number;
  top: number;
}

/** Where the reader wants to be. `unread`: at the first unread message, or else at the end. */
export type Goal =
  | { is: "unread" }
  | { is: "end" }
  | { is: "message"; seq: number }
  | ({ is: "place" } & ReadingPlace);

export type PeopleHere = Pick<Presence, "count" | "people">;

export interface RoomParts {
  cache: MessageCache;
  roomList: RoomList;
  /** The person's public id. */
  me: ReadonlySignal<string | undefined>;
  /** The person's messages, in all rooms, that the server has not acknowledged. */
  unacknowledged: ReadonlySignal<readonly Outgoing[]>;
  /** The person's wishes, in all rooms, that the server has not granted. */
  wishes: ReadonlySignal<readonly OutgoingWish[]>;
  /** Takes a wish from the outbox: its message is gone. */
  discard: (id: string) => void;
  /** Tells the outbox that a message is stored that wishes may wait for. */
  learn: (message: Message) => void;
  history: FetchPage;
  tellTyping: (on: boolean) => void;
  /** The person's mark in a room has changed here. */
  noteMark: (room: string) => void;
  /** Whether the person has blocked somebody, whose calls do not reach them. */
  isBlocked: (from: string) => boolean;
  /** Called once with each message of others that was not there when the room was opened: live or caught up with. */
  onArrivals: (messages: readonly Message[]) => void;
}
