/** What becomes of everything that the session reports: it goes into the facts, the rooms, and the list of rooms. */
import { batch, type Signal } from "@preact/signals";
import type { Message, ServerProfile, Welcome } from "../../protocol";
import type { Identity } from "../../client/identity";
import type { Outgoing, OutgoingWish } from "../../client/outbox";
import type { SessionOwner } from "../../client/session";
import type { RoomList } from "../storage/room-list";
import type { ChatFacts } from "./chat-facts";
import type { KnownRooms } from "./known-rooms";
import type { OwnName } from "./own-name";
import type { OwnRooms } from "./own-rooms";
import type { ServedRoom } from "./served-room";

export interface SessionOwnerParts {
  identity: Identity;
  roomList: RoomList;
  facts: ChatFacts;
  known: KnownRooms;
  own: OwnRooms;
  ownName: OwnName;
  current: Signal<ServedRoom>;
  unacknowledged: Signal<readonly Outgoing[]>;
  wishes: Signal<readonly OutgoingWish[]>;
  /** Looks for a mention among the unread messages of a room that is not shown. */
  findMention: (room: ServedRoom) => void;
  /** Called with every message of another person that comes live. */
  onMessage: (message: Message) => void;
}

export function createSessionOwner(parts: SessionOwnerParts): SessionOwner<ServedRoom> {
  const { facts, known, own, current, unacknowledged, wishes } = parts;
  return {
    rooms: known,
    current: () => current.value.name,
    me: () => facts.me.value,
    onStatus: (status) => {
      facts.learnStatus(status);
      // A device that was lost must not go on showing what its key could read.
      if (status.is === "signedOut") own.signedOut();
    },
    onGreeting: (greeting, welcome) => learnWelcome(parts, greeting, welcome),
    onRefused: (error) => (facts.refusal.value = error),
    onJoined: (room) => {
      if (room !== current.value) parts.findMention(room);
    },
    onRoom: (room) => own.told(room),
    onServer: (server) => learnServer(parts, server),
    onReported: (reports) => (facts.reported.value = reports),
    onDecided: (decided) => (facts.decided.value = decided),
    onMarked: (marked) => own.marked(marked),
    onSelf: (self) => (facts.self.value = self),
    onBarred: (room, error) => {
      // The profile of a room says whether it is locked, and when it no longer is.
      if (error.code !== "locked") known.open(room).room.barred.value = error;
    },
    onMessage: (message) => facts.isBlocked(message.from) || parts.onMessage(message),
    onOutbox: (outbox) =>
      batch(() => {
        unacknowledged.value = outbox.outgoing;
        if (outbox.wishes.length + wishes.value.length > 0) wishes.value = outbox.wishes;
        own.prune();
      }),
  };
}

function learnWelcome(parts: SessionOwnerParts, greeting: string, welcome: Welcome): void {
  const { facts, roomList, own } = parts;
  const { you, server, rooms, limits, self } = welcome;
  parts.identity.learn(you.from);
  batch(() => {
    facts.greeting.value = greeting;
    facts.me.value = you.from;
    facts.self.value = self;
    learnServer(parts, server ?? {});
    facts.learnFileBytes(limits.files?.file ?? 0, roomList);
    // A machine of the version before says nothing of rooms.
    if (rooms) own.begin(rooms);
  });
  parts.ownName.greeted(you.name, self?.claimed);
}

function learnServer({ facts, roomList }: SessionOwnerParts, server: ServerProfile): void {
  facts.learnServer(server);
  roomList.keepServer(server);
}
