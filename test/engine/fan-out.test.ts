import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Adapter, BroadcastOptions } from "socket.io-adapter";
import { Client } from "../support/client";
import { compare, describeDifference } from "./differential/compare";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

/** `bun run differential --programs 10000` plays more. */
const PROGRAMS = 30;

test("native fan-out sends every client the same packets as Socket.IO, in the same order", async () => {
  const { played, published, differences } = await compare(1, PROGRAMS, "native");
  expect(differences.map(describeDifference)).toEqual([]);
  expect(played).toBe(PROGRAMS);
  expect(published).toBeGreaterThan(PROGRAMS);
});

test("closing a server does not change the fan-out of other servers in the process", async () => {
  const closing = await serveEngine();
  await using staying = await serveEngine();
  staying.io.on("connection", (socket) => void socket.emit("dixiu"));
  await closing[Symbol.asyncDispose]();
  await using ada = await Client.connect(staying.url);
  staying.io.emit("tianxiu", "hello");
  expect(await ada.next("tianxiu")).toEqual(["hello"]);
  expect(staying.engine.fanOut).toEqual({ published: 1, walked: 0 });
});

type Base = typeof Adapter;
type Packet = Parameters<Adapter["broadcast"]>[0];

/** Mistakes that a fan-out could make, each planted in a stock server. */
const faults: Record<string, (base: Base) => Base> = {
  "only the first excepted socket is left out": (base) =>
    class extends base {
      override broadcast(packet: Packet, { except, ...opts }: BroadcastOptions) {
        super.broadcast(packet, { ...opts, except: new Set([...(except ?? [])].slice(0, 1)) });
      }
    },
  "a socket in two of the rooms gets two copies": (base) =>
    class extends base {
      override broadcast(packet: Packet, opts: BroadcastOptions) {
        if (opts.rooms.size < 2) return super.broadcast(packet, opts);
        for (const room of opts.rooms)
          super.broadcast({ ...packet }, { ...opts, rooms: new Set([room]) });
      }
    },
  "a broadcast comes after packets that were emitted later": (base) =>
    class extends base {
      override broadcast(packet: Packet, opts: BroadcastOptions) {
        queueMicrotask(() => super.broadcast(packet, opts));
      }
    },
  "a socket on long-polling is left out": (base) =>
    class extends base {
      override broadcast(packet: Packet, opts: BroadcastOptions) {
        const polling = [...this.nsp.sockets.values()].filter(
          ({ conn }) => conn.transport.name === "polling",
        );
        const except = new Set([...(opts.except ?? []), ...polling.map(({ id }) => id)]);
        super.broadcast(packet, { ...opts, except });
      }
    },
  "a socket that leaves a room stays in its topic": (base) =>
    class extends base {
      override del() {}
    },
};

describe("planted faults", () => {
  for (const [fault, plant] of Object.entries(faults))
    test(`the comparison finds a planted fault: ${fault}`, async () => {
      const { differences } = await compare(1, 200, { fault: plant }, { all: false });
      expect(differences).not.toEqual([]);
    });
});
