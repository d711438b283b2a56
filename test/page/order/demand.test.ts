import { expect, test } from "bun:test";
import * as v from "valibot";
import { demand, type ActRequest } from "../../../src/page/order/demand";
import type { OfferedAct } from "../../../src/page/order/may";
import type { Chat } from "../../../src/page/state/chat";
import { type EventName } from "../../../src/protocol";
import { requests } from "../../../src/protocol/schemas";

const LIN = "a".repeat(22);
const order: ActRequest = {
  room: "designers",
  from: LIN,
  minutes: 1440,
  reason: " spam ",
  wanted: "moderator",
  withAddress: true,
};

/** What is asked for an act; fails if the server would not understand it. */
async function asked(doing: OfferedAct, more: Partial<ActRequest> = {}) {
  const all: [EventName, object][] = [];
  const ask = async (event: EventName, request: object) => {
    v.parse(requests[event], [request]);
    all.push([event, request]);
    return { ok: true };
  };
  await demand({ requests: { ask } } as unknown as Chat, doing, { ...order, ...more });
  return all;
}

test.each([
  ["mute", {}, { room: "designers", from: LIN, reason: "spam", minutes: 1440 }],
  ["mute", { room: undefined, reason: "" }, { from: LIN, minutes: 1440 }],
  ["ban", {}, { room: "designers", from: LIN, reason: "spam", minutes: 1440 }],
  ["ban", { minutes: 0 }, { room: "designers", from: LIN, reason: "spam" }],
  ["ban", { room: undefined }, { from: LIN, reason: "spam", minutes: 1440, address: true }],
  ["pardon", {}, { room: "designers", from: LIN }],
  ["rank", { room: undefined }, { from: LIN, rank: "moderator" }],
  ["kick", {}, { room: "designers", from: LIN, reason: "spam" }],
  ["sweep", {}, { room: "designers", from: LIN, reason: "spam", hours: 24 }],
] as const)(
  "P31: %s with %j is asked as the server understands it",
  async (doing, more, request) => {
    expect(await asked(doing, more)).toEqual([[doing, request]]);
  },
);
