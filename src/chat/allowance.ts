/** How much one may send: enough that no person ever meets the limit, and no flood gets past it. */
import { networkOf } from "../engine/addresses";
import { createRateLimiter, type Rate, type RateLimiter } from "../engine/rate";
import type { ChatSocket } from "./connection";
import { Refusal } from "./refusal";

export interface Rates {
  /** Messages a second of one sender, and at once. 0 for any number. */
  messageRate: number;
  messageBurst: number;
  /** Events a second of one connection. 0 for any number. */
  eventRate: number;
}

/** Each takes one turn, or throws the `Refusal` that says how long to wait. */
export interface Allowance {
  requireMessage(socket: ChatSocket): void;
  requireTyping(socket: ChatSocket): void;
  requireEvent(socket: ChatSocket): void;
}

/** How many at one address may go at full speed: a key or a connection costs nothing, an address does. */
const CROWD = 10;
/** Seconds' worth of events at once: coming back is joining every room, and reading and sending what was missed. */
export const EVENT_BURST_SECONDS = 4;

export function createAllowance({ messageRate, messageBurst, eventRate }: Rates): Allowance {
  const asking = { perSecond: eventRate, burst: eventRate * EVENT_BURST_SECONDS };
  const ofConnection = createRateLimiter(asking);
  const ofAddress = createRateLimiter(crowded(asking));
  const saying = { perSecond: messageRate, burst: messageBurst };
  const [message, typing] = [createSayingLimiter(saying), createSayingLimiter(saying)];

  return {
    requireMessage: (socket) => requireNoWait(message(socket), "messages"),
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
