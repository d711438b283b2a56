/** Keeps a connection: reconnects forever, with growing pauses, and replaces one that is silent. */
import type { Socket } from "socket.io-client";
import {
  type ClientToServerEvents,
  type ServerToClientEvents,
  VERSION,
  type WireError,
} from "../protocol";
import { backoff } from "./backoff";
import type { KeyChange } from "./key-change";
import type { Redemption } from "./redemption";

export type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** The state of the connection. `at` is the time of the next attempt, as `performance.now` counts. */
export type ConnectionStatus =
  | { is: "connecting" }
  | { is: "online" }
  | { is: "waiting"; at: number }
  | { is: "leaving" }
  | { is: "refused"; at: number; error: WireError }
  /** The server lets in only people who are known or invited (P27). No attempt is made until the person acts or looks at the page again. */
  | { is: "uninvited"; error: WireError }
  /** The server refuses this device's key: the person has another one, or is gone (P35). No attempt is made until the page is looked at again. */
  | { is: "signedOut"; error: WireError }
  /** The person is banned (P31). An attempt is made when the time is over, and none before, unless the person asks for it. */
  | { is: "banned"; error: WireError };

/** Timers count no more than some weeks. */
const LONGEST_TIMER = 24 * 3600_000;

/** Milliseconds. */
export interface Patience {
  /** In which the server has to answer a liveness check. */
  probe: number;
  /** After which a request without an answer starts such a check. */
  doubt: number;
  /** After which a request without an answer is given up. */
  answer: number;
  /** In which a new connection has to be greeted. */
  greeting: number;
  /** For which a ban lasts at least, and twice as long each time that it is not over: the clocks of the device and the server may differ. */
  ban: number;
}

/** Reconnects. Socket.IO's own reconnection neither says when it will try nor can be asked to try now. */
export function keepConnected(
  socket: ClientSocket,
  onStatus: (status: ConnectionStatus) => void,
  { probe, greeting, ban }: Patience,
  redemption: Pick<Redemption, "end">,
  keys: Pick<KeyChange, "refused" | "accepted">,
) {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begunAt = 0;
  let isTrying = false;
  /** Attempts that were replaced by a newer one since the last greeting: each may take twice as long as the one before. */
  let restarts = 0;
  /** The server has asked for no attempt before this time. */
  let notBefore = 0;
  /** The person is banned until this time, in milliseconds since 1970: a device that sleeps stops timers, but not this clock. */
  let bannedUntil = 0;
  /** Refusals of somebody banned since the last greeting. */
  let bans = 0;

  function retry(): void {
    clearTimeout(timer);
    bannedUntil = 0;
    if (socket.connected) return;
    onStatus({ is: "connecting" });
    // After a refusal the transport stays open, and the server would not greet a second time on it.
    socket.disconnect().connect();
    expectGreeting();
  }

  /** A network that drops all packets reports nothing before its own long timeouts. */
  function expectGreeting(): void {
    begunAt = performance.now();
    isTrying = true;
    timer = setTimeout(retryLater, greeting);
  }

  function retryLater(error?: WireError): void {
    clearTimeout(timer);
    isTrying = false;
    const pause = Math.max(backoff(failures), error?.retryAfter ?? 0);
    failures += 1;
    timer = setTimeout(retry, pause);
    const at = performance.now() + pause;
    notBefore = error ? at : 0;
    onStatus(error ? { is: "refused", at, error } : { is: "waiting", at });
  }

  function refused(error?: WireError): void {
    const next = error && keys.refused(error);
    if (next === "again") return retry();
    if (error && next) return signOut(error);
    const isNeeded = error?.code === "invitation_needed";
    // Somebody who is in already comes in without the invitation that was refused.
    if (error && redemption.end(error) && isNeeded) return retry();
    if (!error || !(isNeeded || error.code === "banned")) return retryLater(error);
    rest();
    if (isNeeded) return onStatus({ is: "uninvited", error });
    bannedUntil = Math.max(error.until ?? Infinity, Date.now() + ban * 2 ** bans);
    bans += 1;
    sleep();
    onStatus({ is: "banned", error });
  }

  function signOut(error: WireError): void {
    rest();
    onStatus({ is: "signedOut", error });
  }

  /** Makes no further attempt by itself. */
  function rest(): void {
    // The transport stays open after a refusal.
    socket.disconnect();
    clearTimeout(timer);
    isTrying = false;
    failures = 0;
    notBefore = performance.now() + probe;
  }

  /** Waits for the end of a ban, if it has one. */
  function sleep(): void {
    const left = bannedUntil - Date.now();
    if (left <= 0) retry();
    else if (left < Infinity) timer = setTimeout(sleep, Math.min(left, LONGEST_TIMER));
  }

  /** Without a connection: tries now, unless the server has named a time, or an attempt has begun and may still succeed. */
  function revive(): void {
    if (Date.now() < bannedUntil) return;
    if (performance.now() < (isTrying ? begunAt + probe * 2 ** restarts : notBefore)) return;
    if (isTrying) restarts += 1;
    retry();
  }

  /** Replaces a silent connection. */
  function renew(): void {
    socket.disconnect();
    retry();
  }

  socket.on("dixiu", (_, { version, you }) => {
    // A machine that a rolling update has not reached yet knows nothing of what is asked of it; a later attempt may find another.
    if (version < VERSION) return void socket.disconnect();
    if (!keys.accepted(you.from))
      return signOut({ code: "forbidden", message: "this key is another person's" });
    clearTimeout(timer);
    isTrying = false;
    [failures, restarts, bans] = [0, 0, 0];
    redemption.end();
  });
  socket.on("disconnect", () => retryLater());
  socket.on("connect_error", (error: Error & { data?: WireError }) => refused(error.data));
  expectGreeting();

  return { retry, renew, revive, rest };
}
