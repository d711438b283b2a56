import { expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { UNLIMITED } from "../support/server";
import { fuzz } from "./fuzz";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

/** So few as take seconds: `bun run fuzz` goes on for as long as it is let. */
const SEEDS = 4;
const MUTANTS = 100;

test("some of the first mutants end the stock server", async () => {
  await using stock = await Victim.start("stock");
  const seeds = Array.from({ length: 3 }, (_, n) => n + 1);
  // The stock server has no `history`, so many mutants get no reply, which does not matter here.
  void Promise.allSettled(seeds.map((seed) => fuzz(stock.url, seed, MUTANTS)));
  expect(await stock.exit()).not.toBe(0);
});

test(`${SEEDS * MUTANTS} mutants over every transport cause no fault, and other clients are served as before`, async () => {
  // Without limits, or most would be refused before anything of them is read.
  await using chuan = await Victim.start("guarded", UNLIMITED);
  await using ada = await Client.connect(chuan.url);
  await using lin = await Client.connect(chuan.url, "polling");
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    await fuzz(chuan.url, seed, MUTANTS);
    expect([seed, await ada.say(`after ${seed}`)]).toMatchObject([seed, { ok: true }]);
  }
  while ((await lin.message()).msg.txt !== `after ${SEEDS}`);
});
