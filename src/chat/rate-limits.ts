/** How much a client may send: so much that no person ever reaches the limit, and so little that no flood gets past it (H15). */
import { createRateLimiter, type Rate, type RateLimiter } from "../engine";
import { CLAIMS_A_DAY, DIRECT_A_DAY, PICTURES_A_DAY, ROOMS_OF_ONE } from "../protocol/limits";
import type { Caller } from "./caller";
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

/** Who says something, and where. */
type Sayer = Pick<Caller, "person" | "address">;

/** Each takes one turn of the caller, or throws the `Refusal` that says how long to wait. */
export interface RateLimits {
  /** `bytes` are what the message takes when it is sent to others. */
  requireMessage(caller: Sayer, bytes: number): void;
  requireTyping(caller: Sayer): void;
  requireEvent(caller: Pick<Caller, "id" | "address">): void;
  /** An act that may be sent to many people: founding a room, changing it, inviting, a rank. */
  requireAct(caller: Sayer): void;
  /** Whether one more membership of an open room may be kept for this address. */
  mayEnrol(caller: Pick<Caller, "address">): boolean;
  /** Claiming a name. Throws while as many were claimed from this address in a day as may be; `claimed` counts one (P34). */
  requireClaim(address: string): void;
  claimed(address: string): void;
  /** Beginning a room of two with somebody (P30). */
  requireDirect(caller: Sayer): void;
  /** Setting a picture of one's own, or the server's icon (P38). */
  requirePicture(caller: Sayer): void;
  /** Asking for an invitation. Throws while too many tokens from this address were no invitation's; `guessed` counts one (H27). */
  requireGuess(address: string): void;
  guessed(address: string): void;
  /** Whether somebody with very many rooms could come from this address now. */
  mayWelcome(address: string): boolean;
  /** Whether a welcome with so many rooms may be sent to this address now. It counts them if so. */
  mayTell(address: string, rooms: number): boolean;
}

/** Acts of one person, and memberships that come of joining open rooms, of one address. */
const ACTS: Rate = { perSecond: 2, burst: 50 };
const ENROLMENTS: Rate = { perSecond: 1, burst: 2000 };
const DAY_SECONDS = 86_400;
/** Names that are claimed from one address in a day. */
const CLAIMS: Rate = { perSecond: CLAIMS_A_DAY / DAY_SECONDS, burst: CLAIMS_A_DAY };
/** Rooms of two that one person begins in a day, and ten times as many from one address. */
const DIRECT: Rate = { perSecond: DIRECT_A_DAY / DAY_SECONDS, burst: DIRECT_A_DAY };
/** Pictures that one person sets in a day, and ten times as many from one address. */
const PICTURES: Rate = { perSecond: PICTURES_A_DAY / DAY_SECONDS, burst: PICTURES_A_DAY };
/** Tokens from one address that were no invitation's: far more than people mistype, and far fewer than find one. */
const GUESSES: Rate = { perSecond: 0.2, burst: 30 };
/** Tokens from one address, right or wrong: each is looked up, and may be decided about. */
const LOOKUPS: Rate = { perSecond: 20, burst: 500 };
/** Rooms that people of one address are told as they come in: 500 people with 60 rooms each at once. Each takes up to 30 µs. */
const ROOMS_TOLD: Rate = { perSecond: 1000, burst: 30_000 };

/** How many at one address may go at full speed: a key or a connection costs nothing, an address does. */
const CROWD = 10;
/** Seconds' worth of events at once: coming back is joining every room, and reading and sending what was missed. */
export const EVENT_BURST_SECONDS = 4;

/** Bytes that a message of one sender may have in the long run. One address may send three times as much, and all addresses nine times. */
const BYTES_EACH = 4096;
const [ADDRESS, ALL] = [3, 9];
/** How much one address may send at once, and all addresses in long messages, as parts of a backlog: less than a reader may be behind. */
const [BURST, BURST_OF_ALL] = [5 / 8, 6 / 8];
const UNLIMITED: Rate = { perSecond: 0, burst: 0 };
/** Bytes of backlog to count with where there is no limit. */
const BACKLOG = 1024 * 1024;

/**
 * Limits the bytes of messages, so that a reader at 2 Mbit/s is never so far behind that it is cut off (H39). With the
 * defaults a sender may go on at 20 KiB a second, an address at 60, and all addresses at 180 in long messages.
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

/** `said` counts the bytes of each address; `rates` has the other limits. */
export function createRateLimits(
  rates: Rates,
  said: RateLimiter = createRateLimiter(UNLIMITED),
): RateLimits {
  const { messageRate, messageBurst, eventRate } = rates;
  const asking = { perSecond: eventRate, burst: eventRate * EVENT_BURST_SECONDS };
  const ofConnection = createRateLimiter(asking);
  const ofAddress = createRateLimiter(crowded(asking));
  const saying = { perSecond: messageRate, burst: messageBurst };
  const [message, typing] = [createSayingLimiter(saying), createSayingLimiter(saying)];
  const act = createSayingLimiter(messageRate === 0 ? UNLIMITED : ACTS);
  const enrolments = createRateLimiter(ENROLMENTS);
  const claims = createRateLimiter(CLAIMS);
  const directRooms = createSayingLimiter(DIRECT);
  const pictures = createSayingLimiter(PICTURES);
  const guesses = createRateLimiter(GUESSES);
  const lookups = createRateLimiter(messageRate === 0 ? UNLIMITED : LOOKUPS);
  const roomsTold = createRateLimiter(messageRate === 0 ? UNLIMITED : ROOMS_TOLD);
  const bytesOfSender = createRateLimiter(bytesSaid(rates).ofSender);

  return {
    requireMessage(caller, bytes) {
      const { person, address } = caller;
      const { from } = person;
      const tooLong = bytesOfSender.wait(from, bytes) || said.wait(address, bytes);
      requireNoWait(tooLong, "long messages");
      requireNoWait(message(caller), "messages");
      bytesOfSender.take(from, bytes);
      said.take(address, bytes);
    },
    requireAct: (caller) => requireNoWait(act(caller), "acts"),
    mayEnrol: ({ address }) => enrolments.take(address) === 0,
    requireClaim: (address) => requireNoWait(claims.wait(address), "names claimed"),
    claimed: (address) => void claims.take(address),
    requireDirect: (caller) => requireNoWait(directRooms(caller), "people written to"),
    requirePicture: (caller) => requireNoWait(pictures(caller), "pictures"),
    requireGuess(address) {
      requireNoWait(guesses.wait(address), "invalid invitations");
      requireNoWait(lookups.take(address), "invitations");
    },
    guessed: (address) => void guesses.take(address),
    mayWelcome: (address) => roomsTold.wait(address, ROOMS_OF_ONE) === 0,
    mayTell: (address, rooms) => roomsTold.take(address, rooms) === 0,
    requireTyping: (caller) => requireNoWait(typing(caller), "typing"),
    requireEvent: ({ id, address }) =>
      requireNoWait(takeBoth(ofConnection, id, ofAddress, address), "events"),
  };
}

/** Limits what goes to a whole room: by sender, whatever connections it has, and by address, whatever senders. */
function createSayingLimiter(rate: Rate): (caller: Sayer) => number {
  const ofSender = createRateLimiter(rate);
  const ofAddress = createRateLimiter(crowded(rate));
  return ({ person, address }) => takeBoth(ofSender, person.from, ofAddress, address);
}

/** Takes one turn of each limiter, or of neither: a turn that one refuses is not taken from the other. */
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
