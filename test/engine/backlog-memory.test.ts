/** The memory of a server whose clients do not read. */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { Message } from "../../src/protocol";
import { Victim } from "../hostile/victim";
import { Wire } from "../hostile/attacker";
import { Client } from "../support/client";
import { until } from "../support/until";
import { stopReading } from "./backlog-parts";

setDefaultTimeout(60_000);

/** Four thousand characters of three bytes each, so 18 MB in all: more than systems keep for a connection, and the limit. */
const MESSAGES = 1500;

const TEXT = "长".repeat(4000);

const IN_FLIGHT = 50;

/** All clients have one address, and one of them sends more than a person would. */
const FREELY = { MESSAGE_RATE: "0", EVENT_RATE: "0", CONNECTION_RATE_PER_ADDRESS: "0" };

test("P19, H8, H12: fifty clients that stop reading cost the server at most 3 MB each, and miss no message", async () => {
  await using server = await Victim.start("guarded", FREELY);
  await using lost = await Client.connect(server.url);
  const slow = await Promise.all(Array.from({ length: 49 }, () => Wire.connect(server.url)));
  await using ada = await Client.connect(server.url);
  using lin = await Wire.connect(server.url);
  const before = (await server.condition()).memory;
  for (const wire of slow) wire.pause();
  const resume = stopReading(lost);

  let most = 0;
  for (let sent = 0; sent < MESSAGES; sent += IN_FLIGHT) {
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => ada.say(TEXT)));
    most = Math.max(most, (await server.condition("as it is")).memory);
  }
  expect(most - before).toBeLessThan(50 * 3);
  await until("the last message for the client that reads", () => told(lin) === MESSAGES);

  // One of them reads everything: the others would do the same.
  resume();
  // The first greeting came by the connection that was ended.
  for (let greeted = 0; greeted < 2; greeted += 1) await lost.next("dixiu");
  expect(await seenBy(lost)).toBe(MESSAGES);
  for (const wire of slow) wire[Symbol.dispose]();
}, 60_000);

/** How many messages a client has seen, with those of the history (P14). Fails at the first gap. */
async function seenBy(client: Client): Promise<number> {
  let seq = 0;
  for (let unread = await client.unread(); unread > 0; unread -= 1)
    expect((await client.message()).meta.seq).toBe((seq += 1));
  for (;;) {
    const reply = await client.ask("history", { room: "lobby", after: seq });
    const { messages, head } = reply as { messages: Message[]; head: number };
    for (const message of messages) expect(message.seq).toBe((seq += 1));
    if (seq === head) return seq;
  }
}

function told(wire: Wire): number {
  return wire.heard.filter((frame) => frame.startsWith('42["tianxiu"')).length;
}
