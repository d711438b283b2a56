import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { SERVER_ROOM } from "../../../src/protocol";
import { Client } from "../../support/client";
import { come, granted, idOf, foundClosed } from "./people";
import { serve } from "../../support/server";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const EVENTS: [event: string, ...args: object[]][] = [
  ["join", {}],
  ["history", {}],
  ["chuan", { name: "mallory", txt: "hello" }],
  ["edit", { seq: 1, txt: "no" }],
  ["remove", { seq: 1 }],
  ["react", { seq: 1, emoji: "👍", on: true }],
  ["reactors", { seq: 1, emoji: "👍" }],
  ["typing", { on: true }],
  ["people", { q: "" }],
  ["people", { from: [idOf("ada")] }],
  ["members", {}],
  ["settle", { title: "mine" }],
  ["rank", { from: idOf("mallory"), rank: "owner" }],
  ["quit", {}],
  ["dissolve", {}],
  ["invite", {}],
  ["invitations", {}],
  ["found", {}],
];

test("H28: to strangers every event answers the same of a closed room that is there and of one that is not", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using mallory = await come(server.url, "mallory");
  await using nobody = await Client.connect(server.url);
  const there = await foundClosed(ada);
  await granted(ada.client.ask("join", { room: there }));
  await ada.client.say("secret", { room: there });
  for (const client of [mallory.client, nobody])
    for (const [event, request] of EVENTS) {
      const answers = [];
      for (const room of [there, `~${"x".repeat(22)}`, SERVER_ROOM]) {
        const args = event === "chuan" ? [request, { room }] : [{ ...request, room }];
        answers.push(await client.ask(event, ...args));
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toMatchObject({ ok: false, error: { code: "forbidden" } });
      expect(answers[2]).toMatchObject({ ok: false, error: { code: "forbidden" } });
    }
});
