/**
 * Everything that is limited by address is counted and decided here. A connection or a key costs an attacker nothing,
 * an address does.
 */
import { type Admission, createAdmission } from "./admission";
import { createOpenRequests, type OpenRequests } from "./open-requests";
import type { EngineSettings } from "./options";
import { createPacketRateLimiter, type PacketRateLimiter } from "./packet-rate";
import { createRateLimiter, type RateLimiter } from "./rate-limiter";
import { createUnsentBytes, type UnsentBytes } from "./unsent";

export interface AddressLimits {
  /** Connections with a session. */
  readonly sessions: Admission;
  /** Requests that are not answered yet, or whose responses have not been read. */
  readonly requests: OpenRequests;
  /** Bytes that are unsent, to WebSockets and to long-polling. */
  readonly unsent: UnsentBytes;
  /** Packets that come in, and their bytes. */
  readonly packets: PacketRateLimiter;
  /** Bytes that the application broadcasts. */
  readonly broadcastBytes: RateLimiter;
}

/** So many full backlogs may be unsent to all the connections of one address. */
const BACKLOGS = 10;
/** Requests under way for each session that an address may have: a browser opens six connections, most need a poll and a POST. */
const REQUESTS = 4;
/** Bytes. Shorter packets are not limited by what all other addresses broadcast. */
const SHORT = 512;

export function createAddressLimits({
  admission,
  backlog,
  packetRate,
  broadcastBytes,
}: Pick<EngineSettings, "admission" | "backlog" | "packetRate" | "broadcastBytes">): AddressLimits {
  return {
    sessions: createAdmission(admission),
    requests: createOpenRequests(REQUESTS * admission.perAddress),
    unsent: createUnsentBytes(BACKLOGS * backlog),
    packets: createPacketRateLimiter(packetRate),
    broadcastBytes: limitBroadcastBytes(broadcastBytes),
  };
}

/** Limits by address, and long packets by all addresses together: no reader can take in what many broadcast at once. */
function limitBroadcastBytes({ ofAddress, long }: EngineSettings["broadcastBytes"]): RateLimiter {
  const [one, all] = [createRateLimiter(ofAddress), createRateLimiter(long)];
  const waitForAll = (bytes: number) => (bytes > SHORT ? all.wait("", bytes) : 0);
  return {
    wait: (address, bytes = 1) => one.wait(address, bytes) || waitForAll(bytes),
    take(address, bytes = 1) {
      const wait = waitForAll(bytes) || one.take(address, bytes);
      if (wait === 0 && bytes > SHORT) all.take("", bytes);
      return wait;
    },
  };
}
