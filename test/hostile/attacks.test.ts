import { afterAll, beforeAll, describe, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { attacks } from "./attacks";
import type { Condition } from "./report";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

describe("against a server that has nothing against it", () => {
  test.each(attacks)("$title: succeeds", async ({ begin, succeeds }) => {
    await using stock = await Victim.start("stock");
    await using _ = await Client.connect(stock.url);
    using mallory = await begin(stock.url);
    await succeeds(stock, mallory);
  });
});

describe("against chuan", () => {
  let chuan: Victim;
  let ada: Client;
  let lin: Client;
  let before: Condition;

  beforeAll(async () => {
    chuan = await Victim.start("guarded");
    [ada, lin] = await Promise.all([
      Client.connect(chuan.url),
      Client.connect(chuan.url, "polling"),
    ]);
    await ada.say("hello");
    before = await chuan.condition();
  });
  afterAll(async () => {
    await Promise.all([ada, lin].map((client) => client[Symbol.asyncDispose]()));
    await chuan[Symbol.asyncDispose]();
  });

  test.each(attacks)("$title: fails, and nobody else notices", async ({ title, begin }) => {
    using mallory = await begin(chuan.url);
    await ada.say(title);
    await mallory.cutOff();
    while ((await lin.message()).msg.txt !== title);
  });

  test("five seconds later nothing is left of all of them", async () => {
    await chuan.recovers(before);
    await chuan.becomes("the timers of before", ({ timers }) => timers <= before.timers + 20);
  });
});
