/** Limits the packets that come in, from one connection and from all connections of one address. */
import { createRateLimiter, type Rate } from "./rate-limiter";

export interface PacketRateLimiter {
  /** Counts a packet of a connection at an address. False when it is over the limit. */
  admits(connection: string, address: string, bytes: number): boolean;
}

/** Bytes that count as one packet. Most packets have about a hundred. */
const ONE_PACKET = 4096;
/** So many connections of one address may send at the full rate. */
const CONNECTIONS = 20;

/** `rate` is the packets of one connection. */
export function createPacketRateLimiter(rate: Rate): PacketRateLimiter {
  const ofConnection = createRateLimiter(rate);
  const ofAddress = createRateLimiter({
    perSecond: rate.perSecond * CONNECTIONS,
    burst: rate.burst * CONNECTIONS,
  });
  return {
    admits(connection, address, bytes) {
      const packets = Math.ceil(Math.max(bytes, 1) / ONE_PACKET);
      return ofConnection.take(connection, packets) === 0 && ofAddress.take(address, packets) === 0;
    },
  };
}
