/** How much may come in: packets, from one connection and from all of one address. */
import { createRateLimiter, type Rate } from "./rate-limiter";

export interface PacketRateLimiter {
  /** Counts a packet of a connection at an address. False when that is more than may come. */
  admits(connection: string, address: string, bytes: number): boolean;
}

/** Bytes that count as one packet. Most packets have a hundred; the longest message has sixteen thousand. */
const ONE = 4096;
/** As many at one address may send all that they may: twice as many as their events are answered for. */
const CROWD = 20;

/** `rate` is of packets of one connection. */
export function createPacketRateLimiter(rate: Rate): PacketRateLimiter {
  const ofConnection = createRateLimiter(rate);
  const ofAddress = createRateLimiter({
    perSecond: rate.perSecond * CROWD,
    burst: rate.burst * CROWD,
  });
  return {
    admits(connection, address, bytes) {
      const packets = Math.ceil(Math.max(bytes, 1) / ONE);
      return ofConnection.take(connection, packets) === 0 && ofAddress.take(address, packets) === 0;
    },
  };
}
