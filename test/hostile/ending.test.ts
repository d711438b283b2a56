import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { Wire } from "./attacker";
import { besiege, endSieges } from "./besiege";
import { Victim } from "./victim";

setDefaultTimeout(60_000);
afterAll(endSieges);

const CUT = 1006;
/** Seconds that it may take: five times the two that a client has to poll its last answers, for a slow machine. */
const DRAIN_SECONDS = 10;

test("H19: at SIGTERM stock cuts every connection without a close packet", async () => {
  await using stock = await Victim.start("stock");
  using ada = await Wire.connect(stock.url);
  stock.terminate();
  expect(await ada.cutOff()).toBe(CUT);
});

test("H19: at SIGTERM chuan announces that it is leaving, and closes every connection", async () => {
  await using chuan = await Victim.start("guarded", { DRAIN_SECONDS: "1" });
  using ada = await Wire.connect(chuan.url);
  chuan.terminate();
  expect(await ada.cutOff()).not.toBe(CUT);
  expect(ada.heard.join()).toContain('42["leaving"');
  expect(await chuan.exit()).toBe(0);
});

// Memory and processor time are not measured: they end with the process.
test.concurrent.each([
  "H7: long answers that are never polled",
  "H11: handshakes without end",
  "H12: slow clients that are cut off, and stay",
  "H15: messages",
])(
  "H19: under siege, chuan announces at SIGTERM that it is leaving, answers, closes every connection, and ends in time: %s",
  async (title) => {
    await using chuan = await Victim.start("guarded", {
      DRAIN_SECONDS: String(DRAIN_SECONDS),
      TRUSTED_PROXY: "X-Real-IP",
    });
    using ada = await Wire.connect(chuan.url, { "X-Real-IP": "203.0.113.7" });
    await using _ = await besiege(chuan.url, title);
    ada.send('427["chuan",{"name":"ada","txt":"hello"}]');
    chuan.terminate();
    const start = performance.now();
    await ada.hears('42["leaving"');
    expect(await ada.hears("437[")).toContain('"ok":true');
    expect(await ada.cutOff()).not.toBe(CUT);
    expect(await chuan.exit()).toBe(0);
    expect(performance.now() - start).toBeLessThan(DRAIN_SECONDS * 1000);
  },
);
