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
const FEW = 10;
/**
 * Milliseconds without a poll, and in addition for each byte of the answer to the last, which is 800 kbit/s. A handshake on a slow
 * line is followed by a new connection with TLS: three times 800 ms.
 */
const [GONE_AFTER, A_BYTE] = [3000, 1 / 100];
/** Milliseconds between two looks, and after which one is late: polls may wait to be read. */
const [LOOK_EVERY, LATE] = [250, 1000];

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
    for (const session of sessions) if (isThere(session.connection)) heard(session, now, 0);
    const gone = [...sessions].filter(({ goneAt }) => goneAt <= now);
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
      heard(session, performance.now(), bytes);
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

/** Whether the client of a session waits for a poll, or upgrades to a WebSocket that is open: then it does not poll. */
function isThere(connection: Connection): boolean {
  return connection.transport.writable || connection["upgradeState"] === "upgrading";
}

function heard(session: PollingSession, now: number, bytes: number): void {
  session.goneAt = Math.max(session.goneAt, now + GONE_AFTER + bytes * A_BYTE);
}
