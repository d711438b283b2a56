import { expect, setDefaultTimeout, test } from "bun:test";
import { Wire } from "./attacker";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

const CUT = 1006;

test("H19: at SIGTERM stock cuts everybody off without a word", async () => {
  await using stock = await Victim.start("stock");
  using ada = await Wire.connect(stock.url);
  stock.terminate();
  expect(await ada.cutOff()).toBe(CUT);
});

test("H19: chuan says that it is leaving, and closes every connection", async () => {
  await using chuan = await Victim.start("guarded", { DRAIN_SECONDS: "1" });
  using ada = await Wire.connect(chuan.url);
  chuan.terminate();
  expect(await ada.cutOff()).not.toBe(CUT);
  expect(ada.heard.join()).toContain('42["leaving"');
  expect(await chuan.exit()).toBe(0);
});
