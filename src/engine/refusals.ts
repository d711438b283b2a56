/** The answers to requests that are refused, and how many of each there were. */

/** Each reason with its status and its words. The words of `origin` are an option. */
const REFUSALS = {
  origin: [403, ""],
  malformed: [400, "bad request"],
  transport: [400, "the transport does not fit the request"],
  session: [400, "the session has no id"],
  crowded: [429, "too many connections from one address"],
  full: [503, "too many connections"],
  fragments: [429, "a connection of this address sent too many fragments of messages"],
  packets: [400, "not the packets of this protocol"],
  large: [413, "the body is too large"],
  late: [408, "the body did not come"],
  ended: [400, "the connection has ended"],
  overlap: [400, "one request at a time"],
  long: [414, "the address is too long"],
  busy: [429, "too many requests of one address are under way"],
  pipelined: [429, "wait for each answer before the next request"],
} as const;

export type RefusalReason = keyof typeof REFUSALS;

export interface Refusals {
  /** Requests refused since the start, by reason. */
  readonly counts: Readonly<Record<RefusalReason, number>>;
  /** Counts a refusal and returns its answer. */
  refuse: (reason: RefusalReason) => Response;
}

export function createRefusals(foreignOriginHelp: string): Refusals {
  const counts = {
    origin: 0,
    malformed: 0,
    transport: 0,
    session: 0,
    crowded: 0,
    full: 0,
    fragments: 0,
    packets: 0,
    large: 0,
    late: 0,
    ended: 0,
    overlap: 0,
    long: 0,
    busy: 0,
    pipelined: 0,
  };
  return {
    counts,
    refuse(reason) {
      counts[reason] += 1;
      const [status, message] = REFUSALS[reason];
      // Too many of something now: a second later there may be fewer.
      const headers = new Headers(status === 429 || status === 503 ? { "Retry-After": "1" } : {});
      // Bun then closes the connection, and reads no more of what it has sent.
      if (reason === "pipelined") headers.set("Connection", "close");
      return new Response(message || foreignOriginHelp, { status, headers });
    },
  };
}
