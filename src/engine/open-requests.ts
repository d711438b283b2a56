/**
 * Requests of each address that are under way: not answered, or answered and not read. Bun does not say when an answer
 * has been read, but from then on it does not know any more where the request came from.
 */
import type { BunServer } from "./bun-server";

type AddressReader = Pick<BunServer, "requestIP">;

export interface OpenRequests {
  /** Counts a request of an address. False when that is more than may be under way. */
  admit(address: string, request: Request, server: AddressReader): boolean;
}

/** Requests after which it is first looked which of them are over. */
const FEW = 64;
/** Milliseconds between two looks at an address that has all it may, unless a part of those are new since the last. */
const LOOK_EVERY = 100;
const NEW = 1 / 4;
/** Milliseconds after which addresses are forgotten that have no request under way. */
const TIDY_EVERY = 10_000;

/** What is known of one address. */
interface UnderWay {
  all: Set<Request>;
  /** How many there may be before it is looked again which are over. */
  look: number;
  /** When that was last done, and how many were left then. */
  looked: { at: number; left: number };
}

/** `limit` is of requests, 0 for any number. */
export function createOpenRequests(limit: number): OpenRequests {
  const addresses = new Map<string, UnderWay>();
  let tidying: Timer | undefined;

  function tidy(server: AddressReader): void {
    for (const [address, one] of addresses) {
      forgetOver(one, server);
      if (one.all.size === 0) addresses.delete(address);
    }
    if (addresses.size > 0) return;
    clearInterval(tidying);
    tidying = undefined;
  }

  return {
    admit(address, request, server) {
      if (limit === 0) return true;
      const one = addresses.get(address) ?? {
        all: new Set(),
        look: FEW,
        looked: { at: 0, left: 0 },
      };
      if (isTimeToLook(one, limit)) forgetOver(one, server);
      if (one.all.size >= limit) return false;
      one.all.add(request);
      addresses.set(address, one);
      tidying ??= setInterval(tidy, TIDY_EVERY, server).unref();
      return true;
    },
  };
}

function isTimeToLook({ all, look, looked }: UnderWay, limit: number): boolean {
  if (all.size < Math.min(look, limit)) return false;
  if (all.size < limit || all.size - looked.left >= limit * NEW) return true;
  return performance.now() - looked.at >= LOOK_EVERY;
}

function forgetOver(one: UnderWay, server: AddressReader): void {
  for (const request of one.all) if (server.requestIP(request) === null) one.all.delete(request);
  one.look = Math.max(FEW, 2 * one.all.size);
  one.looked = { at: performance.now(), left: one.all.size };
}
