/** A name that somebody owns is nobody else's (P34), as the page of that somebody else has it. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { openBrowser, openPerson } from "../person";

setDefaultTimeout(60_000);

const LIN = "the key of lin, who owns a name";

/** A server on which lin owns the name `lin`. */
async function owned() {
  const server = await serve();
  const lin = await Client.connect(server.url, "websocket", { key: LIN, name: "lin" });
  expect(await lin.ask("claim", { name: "lin" })).toMatchObject({ ok: true });
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await lin[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

test("P34: a person who takes somebody else's name keeps their own, and the page says that it is taken until they take another", async () => {
  await using site = await owned();
  const { chat, identity } = await openPerson(site.url);
  expect(await chat.rename("Lin")).toBe(false);
  expect([chat.name.value, identity.name(), chat.takenName.value]).toEqual(["ada", "ada", "Lin"]);
  expect(await chat.rename("ada l.")).toBe(true);
  expect([chat.name.value, chat.takenName.value]).toEqual(["ada l.", undefined]);
});

test("P34: who comes back under a name that was claimed meanwhile is let in without one, and is asked for another", async () => {
  await using site = await owned();
  const browser = openBrowser("lin", "the key of another lin, who is late");
  const { chat } = await openPerson(site.url, { browser });
  await until("no name", () => chat.name.value === "");
  expect(chat.takenName.value).toBe("lin");
  expect(await chat.rename("lin 2")).toBe(true);
  expect(chat.status.value.is).toBe("online");
});

test("P34: what was written under a name that is somebody else's by now can be sent under the present one", async () => {
  await using site = await owned();
  const { chat } = await openPerson(site.url);
  chat.name.value = "lin";
  chat.send("typed as lin");
  await until("the refusal", () => chat.room.value.hasFailed.value);
  const [failed] = chat.room.value.outgoing.value;
  expect(failed).toMatchObject({ error: { code: "name_taken" } });
  chat.name.value = "ada";
  chat.retry(failed?.id ?? "");
  await until("the message", () => chat.room.value.messages.value.length === 1);
  expect(chat.room.value.messages.value[0]).toMatchObject({ name: "ada", txt: "typed as lin" });
});

test("P34: an identity that comes as words goes by the name that it owns", async () => {
  await using site = await owned();
  const browser = openBrowser("", LIN);
  const { chat } = await openPerson(site.url, { browser });
  await until("the name", () => chat.name.value === "lin");
  expect(chat.self.value?.claimed).toBe("lin");
});
