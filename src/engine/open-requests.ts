/**
 * Limits the open requests of each address: not answered, or answered and not read. Bun does not say when a response
 * has been read, but from then on it has no address for the request.
 */
import type { BunServer } from "./bun-server";

type AddressReader = Pick<BunServer, "requestIP">;

export interface OpenRequests {
  /** Counts a request of an address. False, and not counted, when the address has too many open. */
  admit(address: string, request: Request, server: AddressReader): boolean;
}

/** Open requests of an address below which none is checked for its end. */
const FEW = 64;
/** Milliseconds between two checks of an address at its limit, unless this part of its requests is new since the last. */
const CHECK_EVERY = 100;
const NEW = 1 / 4;
/** Milliseconds between two removals of requests that have ended, which hold their headers, and of addresses without one. */
const TIDY_EVERY = 1000;

/** The open requests of one address. */
interface OpenAtAddress {
  all: Set<Request>;
  /** How many there may be before they are checked for their end again. */
  checkAt: number;
  /** When they were last checked, and how many were left open. */
  checked: { at: number; left: number };
}

/** `limit` is in requests of one address, 0 for no limit. */
export function createOpenRequests(limit: number): OpenRequests {
  const addresses = new Map<string, OpenAtAddress>();
  let tidying: Timer | undefined;

  function tidy(server: AddressReader): void {
    for (const [address, one] of addresses) {
      forgetEnded(one, server);
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
        checkAt: FEW,
        checked: { at: 0, left: 0 },
      };
      if (isTimeToCheck(one, limit)) forgetEnded(one, server);
      if (one.all.size >= limit) return false;
      one.all.add(request);
      addresses.set(address, one);
      tidying ??= setInterval(tidy, TIDY_EVERY, server).unref();
      return true;
    },
  };
}

function isTimeToCheck({ all, checkAt, checked }: OpenAtAddress, limit: number): boolean {
  if (all.size < Math.min(checkAt, limit)) return false;
  if (all.size < limit || all.size - checked.left >= limit * NEW) return true;
  return performance.now() - checked.at >= CHECK_EVERY;
}

function forgetEnded(one: OpenAtAddress, server: AddressReader): void {
  for (const request of one.all) if (server.requestIP(request) === null) one.all.delete(request);
  one.checkAt = Math.max(FEW, 2 * one.all.size);
  one.checked = { at: performance.now(), left: one.all.size };
}
