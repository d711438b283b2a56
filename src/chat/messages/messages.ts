/** Sending (P5 to P9) and reading (P13, P14). */
import type { Log } from "../../store";
import { checks } from "../../protocol/schemas";
import type { Allowance } from "../rate-limits";
import type { ChatSocket, Membership } from "../connection";
import { type Delivery, metaOf } from "./delivery";
import type { Handler } from "../dispatch";
import { NAMELESS } from "../people/identity";
import { checked, Refusal } from "../refusal";
import { inSuccession } from "./send-order";
import type { Rooms } from "../rooms/rooms";
import type { Tally } from "../measurements";
import type { Turns } from "../fair-queue";

export interface MessageParts {
  log: Log;
  delivery: Delivery;
  rooms: Rooms;
  allowance: Allowance;
  tally: Tally;
}

export interface ReadingParts extends Pick<MessageParts, "log" | "tally"> {
  turns: Turns;
}

/**
 * Bytes of text in a page: as much as a client may send in one packet. Fifty of the longest messages are twelve times
 * as much, and a few of such pages hold up everybody and fill a connection's backlog. Who goes on by P14 misses nothing.
 */
const PAGE_BYTES = 64 * 1024;

/** `chuan(msg, options?)`: stores a message, and answers when it is durable. */
export function chuan({ log, delivery, rooms, allowance, tally }: MessageParts): Handler {
  return async (socket, msg, options) => {
    const came = performance.now();
    const { name, txt } = checked(checks.text, msg);
    const sent = checked(checks.options, options ?? {});
    const { id = Bun.randomUUIDv7(), after, ...more } = sent;
    const membership = requireMember(socket, more.room);
    const draft = { ...more, id, from: socket.data.you.from, name, txt };
    const message = await inSuccession(membership, id, after, () => {
      allowance.requireMessage(socket, Buffer.byteLength(JSON.stringify(draft)));
      // The tutorial's client says its name only here; without it nobody could tell who is present.
      if (socket.data.you.name === NAMELESS) rooms.rename(socket, name);
      return delivery.sending(draft, socket.id, () => log.append(draft));
    });
    tally.acknowledged(performance.now() - came);
    return { meta: metaOf(message) };
  };
}

/** `history({ room, after?, before?, limit? })`: a page of a room. */
export function history({ log, tally, turns }: ReadingParts): Handler {
  return (socket, request) => {
    const { room, ...range } = checked(checks.history, request);
    return turns(socket, async () => {
      if (!socket.connected) throw new Refusal("unavailable", "the connection has ended");
      const page = await log.read(room, { ...range, bytes: PAGE_BYTES });
      tally.pageRead();
      return page;
    });
  };
}

/** The connection's place in the room. Throws `Refusal` unless it is in it. */
export function requireMember(socket: ChatSocket, room: string): Membership {
  const membership = socket.data.rooms.get(room);
  if (!membership?.joined)
    throw new Refusal(
      "not_in_room",
      `you are not in the room ${JSON.stringify(room)}: join it first`,
    );
  return membership;
}
