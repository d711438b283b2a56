import { expect, setDefaultTimeout, test } from "bun:test";
import type { HistoryPage, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

const LONGEST = "传".repeat(4000);
const MANY = 30;

test.each(["websocket", "polling"] as const)(
  "P14: over %s, the longest messages come in pages of 64 KiB, and all of them come",
  async (transport) => {
    await using server = await serve();
    await using ada = await Client.connect(server.url, transport);
    await Promise.all(Array.from({ length: MANY }, () => ada.say(LONGEST)));
    const newest = (await ada.ask("history", { room: "lobby" })) as Reply<HistoryPage>;
    expect(newest).toMatchObject({ ok: true, head: MANY, floor: 1 });
    expect(newest.ok && newest.messages.map(({ seq }) => seq)).toEqual([26, 27, 28, 29, 30]);
    const all = await ada.log("lobby");
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: MANY }, (_, n) => n + 1));
    expect(all.every(({ txt }) => txt === LONGEST)).toBeTrue();
  },
);
