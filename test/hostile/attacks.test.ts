import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { attacks } from "./attacks";
import type { Condition } from "./report";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

/** Milliseconds: less than the ten seconds after which many attacks would end by themselves. */
const AT_ONCE = 5000;
/** Timers and sockets that may come and go with any connection. */
const FEW = 20;

describe("against the unguarded stock server", () => {
  test.concurrent.each(attacks)("$title: the attack succeeds", async ({ begin, succeeds }) => {
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

  test.each(attacks)(
    "$title: the attack fails, and other clients are served as before",
    async ({ title, begin }) => {
      using mallory = await begin(chuan.url);
      await ada.say(title);
      await within(AT_ONCE, "an end to it", mallory.cutOff());
      while ((await lin.message()).msg.txt !== title);
    },
  );

  test("five seconds after all attacks, no timer, socket or room of theirs is left", async () => {
    await chuan.recovers(before);
    await chuan.becomes("the timers of before", ({ timers }) => timers <= before.timers + FEW);
  });
});

describe("against the engine alone, without limits, under the same chat as on the stock server", () => {
  let engine: Victim;
  beforeAll(async () => {
    engine = await Victim.start("engine-only");
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  test.each(attacks)("$title: the attack fails", async ({ begin }) => {
    using mallory = await begin(engine.url);
    await within(AT_ONCE, "an end to it", mallory.cutOff());
    const { timers, sockets } = await engine.condition();
    expect(timers).toBeLessThan(engine.atFirst.timers + FEW);
    expect(sockets).toBeLessThan(FEW);
  });
});
