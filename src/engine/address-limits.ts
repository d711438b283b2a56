/**
 * What one address holds and does: a connection or a key costs nothing, an address does. All that is limited by address
 * is counted here, and here it is decided whether it is too much.
 */
import { type Admission, type AdmissionLimits, createAdmission } from "./admission";
import { createPacketRateLimiter, type PacketRateLimiter } from "./packet-rate";
import { createRateLimiter, type Rate, type RateLimiter } from "./rate-limiter";
import { createOpenRequests, type OpenRequests } from "./open-requests";
import { createUnsentBytes, type UnsentBytes } from "./unsent";

export interface AddressLimitOptions {
  admission: AdmissionLimits;
  /** Unsent bytes after which a connection is ended, 0 for no limit. */
  backlog: number;
  /** Packets of one connection, of a few KiB each. */
  packetRate: Rate;
  /** Bytes that one address may have passed on to others, and that all addresses may with what is long, if there is a limit. */
  broadcastBytes?: { ofAddress: Rate; long: Rate } | undefined;
}

export interface AddressLimits {
  /** Connections with a session. */
  readonly sessions: Admission;
  /** Requests that are not answered yet, or whose answers have not been read. */
  readonly requests: OpenRequests;
  /** Bytes that are unsent, to WebSockets and to long-polling. */
  readonly unsent: UnsentBytes;
  /** Packets that come in, and with them their bytes. */
  readonly traffic: PacketRateLimiter;
  /** Bytes that are passed on to others. */
  readonly broadcastBytes: RateLimiter;
}

/** As many full backlogs may be unsent to all the connections of one address. */
const BACKLOGS = 10;
/** As many requests as sessions may be under way: six browsers' connections, or a poll and a POST, for each of many. */
const REQUESTS = 4;
/** Bytes: what is shorter is a line of talk, which nobody else's long messages hold up. */
const LINE = 512;

const UNLIMITED: Rate = { perSecond: 0, burst: 0 };

export function createAddressLimits({
  admission,
  backlog,
  packetRate,
  broadcastBytes = { ofAddress: UNLIMITED, long: UNLIMITED },
}: AddressLimitOptions): AddressLimits {
  return {
    sessions: createAdmission(admission),
    requests: createOpenRequests(REQUESTS * admission.perAddress),
    unsent: createUnsentBytes(BACKLOGS * backlog),
    traffic: createPacketRateLimiter(packetRate),
    broadcastBytes: limitBroadcastBytes(broadcastBytes),
  };
}

/** By address, and for what is long by all of them together: no reader can take in what many say at once. */
function limitBroadcastBytes({ ofAddress, long }: { ofAddress: Rate; long: Rate }): RateLimiter {
  const [one, all] = [createRateLimiter(ofAddress), createRateLimiter(long)];
  const waitForAll = (bytes: number) => (bytes > LINE ? all.wait("", bytes) : 0);
  return {
    wait: (address, bytes = 1) => one.wait(address, bytes) || waitForAll(bytes),
    take(address, bytes = 1) {
      const wait = waitForAll(bytes) || one.take(address, bytes);
      if (wait === 0 && bytes > LINE) all.take("", bytes);
      return wait;
    },
  };
}
