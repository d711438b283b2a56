/** H1 to H20: the attacked server goes on serving all other clients. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { median } from "../../bench/figures";
import { Wire } from "./attacker";
import { besiege, endSieges } from "./besiege";
import type { Condition } from "./report";
import { type Siege, sieges } from "./sieges";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

/** Milliseconds of delay that people notice. */
const NOTICED = 250;
/** On a slow machine: so many times the delay at the same time on a server that is not attacked. */
const SLOWER = 3;
const ECHOES = 10;
const PAUSE = 5;

const LONGEST = "传".repeat(4000);
const PAGE = 50;

/** Ada and lin have other addresses, so that they do not share the attacker's limits. */
const TRUSTED_PROXY = "X-Real-IP";
const ELSEWHERE = { [TRUSTED_PROXY]: "203.0.113.7" };

/** Milliseconds from when ada sends a message until lin has it: the median of some. */
async function echo(url: string): Promise<number> {
  using ada = await Wire.connect(url, ELSEWHERE);
  using lin = await Wire.connect(url, ELSEWHERE);
  const times: number[] = [];
  while (times.length < ECHOES) {
    const txt = crypto.randomUUID();
    const start = performance.now();
    ada.send(`42["chuan",{"name":"ada","txt":"${txt}"}]`);
    await lin.hears(`42["tianxiu",{"name":"ada","txt":"${txt}"`);
    times.push(performance.now() - start);
    await Bun.sleep(PAUSE);
  }
  return median(times);
}

/** The same while a siege goes on, of the attacked server and of one that is not. The siege's harm is over when this resolves. */
async function echoesUnder(siege: Siege, victim: Victim, before: Condition) {
  const control = await Victim.control();
  await using mallory = await besiege(victim.url, siege.title);
  const [attacked, undisturbed] = await Promise.all([echo(victim.url), echo(control.url)]);
  if (siege.stays) {
    mallory.fallSilent();
    await victim.recovers(before);
  }
  return { attacked, undisturbed };
}

/** Messages for clients that ask for pages of history. */
async function sayLongThings(url: string): Promise<void> {
  using ada = await Wire.connect(url, ELSEWHERE);
  for (let n = 0; n < PAGE; n += 1) {
    ada.send(`42${n}["chuan",{"name":"ada","txt":"${LONGEST}"}]`);
    await ada.hears(`43${n}[{"ok":true`);
  }
}

let chuan: Victim;
let engineOnly: Victim;

beforeAll(async () => {
  [chuan, engineOnly] = await Promise.all([
    Victim.start("guarded", { TRUSTED_PROXY }),
    Victim.start("engine-only", { TRUSTED_PROXY }),
  ]);
  await sayLongThings(chuan.url);
});
afterAll(() => Promise.all([chuan, engineOnly].map((victim) => victim[Symbol.asyncDispose]())));

afterEach(endSieges);

test.each(sieges)(
  "$title: other clients are served as before, and no resource stays taken",
  async (siege) => {
    const victim = siege.against === "engine-only" ? engineOnly : chuan;
    const before = await victim.condition();
    const { attacked, undisturbed } = await echoesUnder(siege, victim, before);
    await victim.recovers(before);
    expect(attacked).toBeLessThan(Math.max(NOTICED, SLOWER * undisturbed));
  },
);

test("H1 to H20: after all sieges, the server is idle for longer than any of its timers", async () => {
  await chuan.recovers(await chuan.condition(), 1500);
});
