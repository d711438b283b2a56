/** How the clients of a program poll and upgrade, in steps that do not depend on the clock. */
import type { Server as BunEngine } from "@socket.io/bun-engine";
import { until } from "../../support/until";
import type { RawClient } from "./client";

export class Transports {
  readonly #engine: BunEngine;

  constructor(engine: BunEngine) {
    this.#engine = engine;
  }

  connectionOf(client: RawClient) {
    return this.#engine["clients"].get(client.sid);
  }

  isClosed(client: RawClient): boolean {
    return this.connectionOf(client)?.readyState !== "open";
  }

  async poll(client: RawClient): Promise<void> {
    if (client.transport === "websocket" || this.#isWaiting(client)) return;
    // In an upgrade the engine answers every poll ten times a second, which would be up to the clock:
    // so only such polls are made then as are answered at once.
    if (client.isProbing && !this.#hasPackets(client)) return;
    // The stock engine puts all waiting packets into one body, this engine into several.
    do {
      await until("the answer to the poll before", () => !client.isPolling);
      client.poll();
      await until("the poll", () => !client.isPolling || this.#isWaiting(client));
    } while (this.#hasPackets(client));
  }

  #hasPackets(client: RawClient): boolean {
    return (this.connectionOf(client)?.["writeBuffer"].length ?? 0) > 0;
  }

  /** Whether the server has a poll to answer. */
  #isWaiting(client: RawClient): boolean {
    return this.connectionOf(client)?.transport.writable === true;
  }

  async probe(client: RawClient): Promise<void> {
    if (client.transport === "websocket" || client.isProbing || client.hasAbandoned) return;
    await client.probe();
    await until("the end of the poll", () => !client.isPolling);
  }

  async upgrade(client: RawClient): Promise<void> {
    if (!client.isProbing) return;
    await this.#idle(client);
    client.upgrade();
    const upgraded = () => this.connectionOf(client)?.transport.name !== "polling";
    await until("the upgrade", upgraded);
  }

  /** As a client does: its last poll is answered before it sends the upgrade packet. */
  async #idle(client: RawClient): Promise<void> {
    if (!client.isPolling) return;
    this.connectionOf(client)?.transport.send([{ type: "noop" }]);
    await until("the last poll's answer", () => !client.isPolling);
  }

  async abandon(client: RawClient): Promise<void> {
    if (!client.isProbing) return;
    // The engine takes no other attempt after that, and goes on with polling.
    await client.abandon();
  }
}
