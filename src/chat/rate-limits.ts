/** How much one may send: enough that no person ever meets the limit, and no flood gets past it. */
import { createRateLimiter, networkOf, type Rate, type RateLimiter } from "../engine";
import type { ChatSocket } from "./connection";
import { Refusal } from "./refusal";

export interface Rates {
  /** Messages a second of one sender, and at once. 0 for any number. */
  messageRate: number;
  messageBurst: number;
  /** Events a second of one connection. 0 for any number. */
  eventRate: number;
  /** Bytes that a reader may be behind. */
  backlogBytes: number;
}

/** Each takes one turn, or throws the `Refusal` that says how long to wait. */
export interface Allowance {
  /** `bytes` are what the message takes when others are told it. */
  requireMessage(socket: ChatSocket, bytes: number): void;
  requireTyping(socket: ChatSocket): void;
  requireEvent(socket: ChatSocket): void;
}

/** How many at one address may go at full speed: a key or a connection costs nothing, an address does. */
const CROWD = 10;
/** Seconds' worth of events at once: coming back is joining every room, and reading and sending what was missed. */
export const EVENT_BURST_SECONDS = 4;

/** Bytes that a message of one sender may have in the long run, and shares of them: an address has three senders', all nine. */
const BYTES_EACH = 4096;
const [ADDRESS, ALL] = [3, 9];
/** Of a backlog: what one address may say at once, and all of them with what is long. It is less than a reader may be behind. */
const [BURST, BURST_OF_ALL] = [5 / 8, 6 / 8];
const UNLIMITED: Rate = { perSecond: 0, burst: 0 };
/** Bytes: the backlog that is reckoned with where there is no limit. */
const BACKLOG = 1024 * 1024;

/**
 * Bytes that may be said, so that a reader at 2 Mbit/s is never so far behind that it is cut off (H39). With the
 * defaults a sender may go on at 20 KiB a second, an address at 60, and with what is long all of them at 180.
 */
export function bytesSaid({
  messageRate,
  backlogBytes,
}: Pick<Rates, "messageRate" | "backlogBytes">): Record<"ofSender" | "ofAddress" | "long", Rate> {
  const each = messageRate * BYTES_EACH;
  const backlog = backlogBytes || BACKLOG;
  return {
    ofSender: { perSecond: each, burst: backlog * BURST },
    ofAddress: { perSecond: each * ADDRESS, burst: backlog * BURST },
    long: { perSecond: each * ALL, burst: backlog * BURST_OF_ALL },
  };
}

/** `said` counts the bytes of each address, and `rates` says the rest. */
export function createAllowance(
  rates: Rates,
  said: RateLimiter = createRateLimiter(UNLIMITED),
): Allowance {
  const { messageRate, messageBurst, eventRate } = rates;
  const asking = { perSecond: eventRate, burst: eventRate * EVENT_BURST_SECONDS };
  const ofConnection = createRateLimiter(asking);
  const ofAddress = createRateLimiter(crowded(asking));
  const saying = { perSecond: messageRate, burst: messageBurst };
  const [message, typing] = [createSayingLimiter(saying), createSayingLimiter(saying)];
  const bytesOfSender = createRateLimiter(bytesSaid(rates).ofSender);

  return {
    requireMessage(socket, bytes) {
      const [{ from }, network] = [socket.data.you, networkOf(socket.handshake.address)];
      const tooLong = bytesOfSender.wait(from, bytes) || said.wait(network, bytes);
      requireNoWait(tooLong, "long messages");
      requireNoWait(message(socket), "messages");
      bytesOfSender.take(from, bytes);
      said.take(network, bytes);
    },
    requireTyping: (socket) => requireNoWait(typing(socket), "typing"),
    requireEvent: ({ id, handshake }) =>
      requireNoWait(takeBoth(ofConnection, id, ofAddress, networkOf(handshake.address)), "events"),
  };
}

/** Limits what goes to a whole room: by sender, whatever connections it has, and by address, whatever senders. */
function createSayingLimiter(rate: Rate): (socket: ChatSocket) => number {
  const ofSender = createRateLimiter(rate);
  const ofAddress = createRateLimiter(crowded(rate));
  return ({ data, handshake }) =>
    takeBoth(ofSender, data.you.from, ofAddress, networkOf(handshake.address));
}

/** One turn of each limiter, or none of either: what the one refuses is not taken from the other. */
function takeBoth(one: RateLimiter, key: string, other: RateLimiter, otherKey: string): number {
  return one.wait(key) || other.take(otherKey) || one.take(key);
}

function crowded({ perSecond, burst }: Rate): Rate {
  return { perSecond: perSecond * CROWD, burst: burst * CROWD };
}

function requireNoWait(milliseconds: number, what: string): void {
  if (milliseconds > 0)
    throw new Refusal("rate_limited", `too many ${what}: wait ${milliseconds} ms`, milliseconds);
}
