import { expect, setDefaultTimeout, test } from "bun:test";
import * as v from "valibot";
import { notices, replies } from "../../src/protocol/schemas";
import { Client } from "../support/client";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

/** A schema that takes no other keys than it names, whatever the depth. */
function exactly(schema: v.GenericSchema): v.GenericSchema {
  if ("entries" in schema)
    return v.strictObject(
      Object.fromEntries(
        Object.entries(schema.entries as v.ObjectEntries).map(([key, entry]) => [
          key,
          exactly(entry as v.GenericSchema),
        ]),
      ),
    );
  if (schema.type === "tuple" && "items" in schema)
    return v.strictTuple((schema.items as v.GenericSchema[]).map(exactly) as [v.GenericSchema]);
  if (schema.type === "array" && "item" in schema)
    return v.array(exactly(schema.item as v.GenericSchema));
  return schema;
}

/** Where `told` is not what the schema says; empty where it is. */
function faultsIn(schema: v.GenericSchema, told: unknown): string[] {
  const { issues = [] } = v.safeParse(exactly(schema), told);
  return issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
}

test("events and replies of the server match their schemas, without further keys", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", { name: "ada" });
  await using lin = await Client.connect(server.url, "websocket", {
    name: "lin",
    presence: "changes",
  });
  const room = { room: "designers" };
  for (const [event, ...args] of [
    ["join", room],
    ["chuan", { name: "ada", txt: "hello" }, room],
    ["edit", { ...room, seq: 1, txt: "hello @lin" }],
    ["react", { ...room, seq: 1, emoji: "👍", on: true }],
    ["reactors", { ...room, seq: 1, emoji: "👍" }],
    ["history", room],
    ["history", { ...room, since: 1 }],
    ["history", { ...room, since: 9 }],
    ["chuan", { name: "ada", txt: "yes" }, { ...room, re: 1 }],
    ["remove", { ...room, seq: 1 }],
    ["people", { from: ["somebody"] }],
    ["rename", { name: "ada lovelace" }],
    ["people", { ...room, q: "" }],
    ["typing", { ...room, on: true }],
    ["leave", room],
  ] as const) {
    if (event === "join") await lin.ask("join", room);
    const { ok, ...reply } = (await ada.ask(event, ...args)) as { ok: boolean };
    expect({ event, ok, faults: faultsIn(replies[event], reply) }).toEqual({
      event,
      ok: true,
      faults: [],
    });
  }
  ada.tell("chuan", "no message");
  lin.tell("typing", { room: "lobby", on: true });
  const told = {
    dixiu: ada,
    tianxiu: lin,
    changed: lin,
    refused: ada,
    presence: ada,
    people: lin,
    typing: ada,
  };
  for (const [event, client] of Object.entries(told)) {
    const args = await client.next(event);
    const faults = faultsIn(notices[event as keyof typeof told], args);
    expect({ event, faults }).toEqual({ event, faults: [] });
  }
});
