/** Limits connections: in all, of one address, and new ones a second of one address. */
import { createRateLimiter } from "./rate-limiter";

/** Each is 0 for no limit. */
export interface AdmissionLimits {
  /** Connections in all. */
  connections: number;
  perAddress: number;
  /** New connections a second of one address. As many may come at once. */
  ratePerAddress: number;
}

export interface Admission {
  /** Gives a new connection of an address a place, or returns why there is none: too many of its address or in all, or a pause. */
  admit(address: string): "crowded" | "full" | "fragments" | undefined;
  /** Gives no new connection of an address a place for the next ten seconds. */
  pause(address: string): void;
  /** Takes a place back, once for each one given. */
  release(address: string): void;
}

/** Seconds. */
const PAUSE = 10;

export function createAdmission(limits: AdmissionLimits): Admission {
  const { take } = createRateLimiter({
    perSecond: limits.ratePerAddress,
    burst: limits.ratePerAddress,
  });
  const pauses = createRateLimiter({ perSecond: 1 / PAUSE, burst: 1 });
  const placesOf = new Map<string, number>();
  let total = 0;

  function change(address: string, by: 1 | -1): void {
    total += by;
    const places = (placesOf.get(address) ?? 0) + by;
    if (places > 0) placesOf.set(address, places);
    else placesOf.delete(address);
  }

  return {
    admit(address) {
      if (pauses.wait(address) > 0) return "fragments";
      if (isReached(limits.perAddress, placesOf.get(address) ?? 0)) return "crowded";
      if (take(address) > 0) return "crowded";
      if (isReached(limits.connections, total)) return "full";
      change(address, 1);
      return undefined;
    },

    pause: (address) => void pauses.take(address),
    release: (address) => change(address, -1),
  };
}

function isReached(limit: number, count: number): boolean {
  return limit > 0 && count >= limit;
}
