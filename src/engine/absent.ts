/**
 * Ends sessions by long-polling whose clients have gone, where an address has many of them: nothing else tells before the time for a
 * handshake or the ping's timeout is over, up to 45 seconds later, and each takes memory until then.
 */
import { sizeOf } from "./batch";
import type { Connection, Packet } from "./bun-engine";
import type { EngineIoServer } from "./engine-io";
import { networkAt } from "./engine-io-connection";
import type { PollResponses } from "./poll-responses";
import { createSharedInterval } from "./shared-interval";

/** Sessions of one address that may have no poll for longer: of phones that sleep, or in a tunnel. */
const FEW = 20;
/** Milliseconds without a poll, and in addition for each byte of the answer to the last, which is 200 kbit/s. */
const [GONE_AFTER, A_BYTE] = [2000, 1 / 25];
/** Milliseconds between two looks, and after which one is late: polls may wait to be read. */
const [LOOK_EVERY, LATE] = [500, 1000];

interface PollingSession {
  readonly connection: Connection;
  /** When its client is gone, if it does not poll before. */
  goneAt: number;
}

/** Watches the sessions of an engine from now on. */
export function endAbsent(engine: EngineIoServer, pollResponses: PollResponses): void {
  const byNetwork = new Map<string, Set<PollingSession>>();
  let lookedAt = 0;

  function look(): void {
    const now = performance.now();
    const isLate = now - lookedAt > LATE;
    lookedAt = now;
    if (isLate) return;
    for (const sessions of byNetwork.values()) if (sessions.size > FEW) endGone(sessions, now);
  }

  function endGone(sessions: ReadonlySet<PollingSession>, now: number): void {
    const gone = [...sessions].filter(
      ({ connection, goneAt }) => goneAt <= now && !connection.transport.writable,
    );
    gone.sort((a, b) => a.goneAt - b.goneAt);
    for (const { connection } of gone.slice(0, -FEW)) {
      pollResponses.cut(connection);
      connection["onClose"]("ping timeout");
    }
  }

  function watch(connection: Connection): void {
    const network = networkAt(connection);
    const session = { connection, goneAt: performance.now() + GONE_AFTER };
    const sessions = byNetwork.get(network) ?? new Set();
    byNetwork.set(network, sessions.add(session));
    const answered = (packets: Packet[]) => {
      const bytes = packets.reduce((sum, packet) => sum + sizeOf(packet), 0);
      session.goneAt = performance.now() + GONE_AFTER + bytes * A_BYTE;
    };
    const forget = () => {
      sessions.delete(session);
      if (sessions.size === 0) byNetwork.delete(network);
      connection.off("flush", answered);
    };
    connection.on("flush", answered);
    connection.on("upgrade", forget);
    connection.on("close", forget);
  }

  const startLooking = createSharedInterval(engine["clients"], LOOK_EVERY, look);
  engine.on("connection", (connection: Connection) => {
    if (connection.transport.name !== "polling") return;
    startLooking();
    watch(connection);
  });
}
