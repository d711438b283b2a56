/** Who may connect: how many in all, how many from one address, and how fast new ones come from it. */
import { createRateLimiter } from "./rate";

/** Each 0 for any number. */
export interface AdmissionLimits {
  connections: number;
  perAddress: number;
  /** New ones a second from one address; as many may come at once. */
  ratePerAddress: number;
}

/** A place that was given, until it is given back, which may be said more than once; or why there is none. */
export type Place =
  { given: true; giveBack: () => void } | { given: false; because: "crowded" | "full" };

/** Gives each new connection of an address a place, or none. */
export function createAdmission(limits: AdmissionLimits): (address: string) => Place {
  const waitOf = createRateLimiter({
    perSecond: limits.ratePerAddress,
    burst: limits.ratePerAddress,
  });
  const placesOf = new Map<string, number>();
  let total = 0;

  function change(address: string, by: 1 | -1): void {
    total += by;
    const places = (placesOf.get(address) ?? 0) + by;
    if (places > 0) placesOf.set(address, places);
    else placesOf.delete(address);
  }

  function give(address: string): Place {
    change(address, 1);
    let isGiven = true;
    const giveBack = () => {
      if (isGiven) change(address, -1);
      isGiven = false;
    };
    return { given: true, giveBack };
  }

  return (address) => {
    if (isReached(limits.perAddress, placesOf.get(address) ?? 0))
      return { given: false, because: "crowded" };
    if (waitOf(address) > 0) return { given: false, because: "crowded" };
    if (isReached(limits.connections, total)) return { given: false, because: "full" };
    return give(address);
  };
}

function isReached(limit: number, count: number): boolean {
  return limit > 0 && count >= limit;
}
