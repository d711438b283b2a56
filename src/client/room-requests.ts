/** What a person asks of rooms: to find, found, change, leave and end them, and who belongs to them (P29, P31). */
import type {
  Ack,
  ClientToServerEvents,
  ListedRoom,
  Members,
  OwnRoom,
  Rank,
  Reply,
} from "../protocol";
import type { ClientSocket } from "./reconnection";

type Request<Event extends keyof ClientToServerEvents> = Parameters<ClientToServerEvents[Event]>[0];

/** All of them reject when the connection is lost before the answer, or when no answer comes in time. */
export interface RoomRequests {
  /** Founds an open room by its name, or a closed one by its title. */
  found: (request: Request<"found">) => Promise<Reply<{ room: OwnRoom }>>;
  /** Changes a room, or the server's own profile (`SERVER_ROOM`). */
  settle: (request: Request<"settle">) => Promise<Reply<{ room: OwnRoom }>>;
  /** Open rooms that may be found by everybody, by a part of their name. */
  list: (q: string) => Promise<Reply<{ rooms: ListedRoom[] }>>;
  /** A page of those who belong to a room, those of the highest rank first; the page after the member `after`. */
  members: (room: string, after?: string) => Promise<Reply<Members>>;
  /** Gives somebody a rank; without a room, on the server. */
  rank: (from: string, rank: Rank, room?: string) => Promise<Reply<object>>;
  /** Ends the person's own membership. */
  quit: (room: string) => Promise<Reply<object>>;
  /** Erases the room with all that was said there. */
  dissolve: (room: string) => Promise<Reply<object>>;
}

/** Makes a request on the connection. */
export type Ask = <T extends object>(ask: (ack: Ack<T>) => void) => Promise<Reply<T>>;

/**
 * The requests on a connection. What changes something is asked `once`: it may be refused for hours, and the person
 * sees why. What only reads is asked by `insist`, again as long as the answer says to.
 */
export function roomRequests(socket: ClientSocket, once: Ask, insist: Ask): RoomRequests {
  return {
    found: (request) => once((ack) => socket.emit("found", request, ack)),
    settle: (request) => once((ack) => socket.emit("settle", request, ack)),
    list: (q) => insist((ack) => socket.emit("rooms", { q }, ack)),
    members: (room, after) => insist((ack) => socket.emit("members", { room, after }, ack)),
    rank: (from, rank, room) => once((ack) => socket.emit("rank", { room, from, rank }, ack)),
    quit: (room) => once((ack) => socket.emit("quit", { room }, ack)),
    dissolve: (room) => once((ack) => socket.emit("dissolve", { room }, ack)),
  };
}
