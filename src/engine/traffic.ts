/** How much may come in: packets and their bytes, from one connection and from all of one address. */
import { createRateLimiter, type Rate } from "./rate";

export interface Traffic {
  /** Counts a packet of a connection at an address. False when that is more than may come. */
  admits(connection: string, address: string, bytes: number): boolean;
}

/** Bytes that a packet may have in the long run. Most have a hundred; the longest message has sixteen thousand. */
const BYTES_EACH = 4096;
/** As many at one address may send all that they may: twice as many as their events are answered for. */
const CROWD = 20;

/** `rate` is of packets of one connection. */
export function createTraffic(rate: Rate): Traffic {
  const limiters = [limitBoth(rate), limitBoth(times(rate, CROWD))] as const;
  return {
    admits: (connection, address, bytes) =>
      limiters[0](connection, bytes) && limiters[1](address, bytes),
  };
}

function limitBoth(rate: Rate): (key: string, bytes: number) => boolean {
  const packets = createRateLimiter(rate);
  const volume = createRateLimiter(times(rate, BYTES_EACH));
  return (key, bytes) => packets.take(key) === 0 && volume.take(key, bytes) === 0;
}

function times({ perSecond, burst }: Rate, factor: number): Rate {
  return { perSecond: perSecond * factor, burst: burst * factor };
}
