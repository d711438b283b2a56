/** Limits the packets that come in, from one connection and from all connections of one address. */
import { createRateLimiter, type Rate } from "./rate-limiter";
import { turnTime } from "./turn-clock";

/** A connection keeps by itself when it will have rested, as `createRateLimiter` keeps it by key: an entry in a map takes eight times as much. */
export interface Paced {
  restedAt?: number;
}

export interface PacketRateLimiter {
  /** Counts a packet of a connection at an address. False when it is over the limit. */
  admits(connection: Paced, address: string, bytes: number): boolean;
}

/** Bytes that count as one packet. Most packets have about a hundred. */
const ONE_PACKET = 4096;
/** So many connections of one address may send at the full rate. */
const CONNECTIONS = 20;
/** Milliseconds by which sums of fractions may be off. */
const ROUNDING = 1e-6;

/** `rate` is the packets of one connection. */
export function createPacketRateLimiter(rate: Rate): PacketRateLimiter {
  const { perSecond, burst } = rate;
  if (perSecond === 0 || burst === 0) return { admits: () => true };
  const interval = 1000 / perSecond;
  const ofAddress = createRateLimiter({
    perSecond: perSecond * CONNECTIONS,
    burst: burst * CONNECTIONS,
  });

  function takeOf(connection: Paced, packets: number): boolean {
    const time = turnTime();
    const due = Math.max(connection.restedAt ?? 0, time) + interval * Math.min(packets, burst);
    if (due - time > interval * burst + ROUNDING) return false;
    connection.restedAt = due;
    return true;
  }

  return {
    admits(connection, address, bytes) {
      const packets = Math.ceil(Math.max(bytes, 1) / ONE_PACKET);
      return takeOf(connection, packets) && ofAddress.take(address, packets) === 0;
    },
  };
}
