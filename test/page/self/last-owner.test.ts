import { expect, setDefaultTimeout, test } from "bun:test";
import type { OwnRoom, Reply } from "../../../src/protocol";
import { ownedAlone } from "../../../src/page/self/last-owner";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { openPerson } from "../person";

setDefaultTimeout(60_000);

test("P36: a last owner who wants to leave for good is told where to hand on first, and may leave when that is done", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who takes over",
    name: "lin",
  });
  const { chat } = await openPerson(server.url);
  const { ask } = chat.requests;
  const founded = (await ask("found", { room: "designers" })) as Reply<{ room: OwnRoom }>;
  expect(founded.ok).toBe(true);
  await lin.ask("join", { room: "designers" });
  await until("the room on the list", () => chat.rooms.value.length === 2);
  expect(await ask("erase", { messages: false })).toMatchObject({
    ok: false,
    error: { code: "forbidden" },
  });
  expect(await ownedAlone(chat)).toEqual(["designers"]);
  const { you } = (await lin.ask("rename", { name: "lin" })) as { you: { from: string } };
  await ask("rank", { room: "designers", from: you.from, rank: "owner" });
  expect(await ownedAlone(chat)).toEqual([]);
  expect(await ask("erase", { messages: false })).toMatchObject({ ok: true });
  await until("the signing out", () => chat.status.value.is === "signedOut");
  expect(chat.rooms.value.map(({ name }) => name)).toEqual(["lobby"]);
});
