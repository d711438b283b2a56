/** H1 to H20: the attacked server goes on serving all other clients. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { Wire } from "./attacker";
import { besiege, endSieges } from "./besiege";
import { echo, ELSEWHERE, isUnnoticed, TRUSTED_PROXY } from "./echo";
import type { Condition } from "./report";
import { type Siege, sieges } from "./sieges";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

const LONGEST = "传".repeat(4000);
const PAGE = 50;

/** The echo while a siege goes on, of the attacked server and of one that is not. The siege's harm is over when this resolves. */
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
    expect(isUnnoticed(attacked, undisturbed)).toBeTrue();
  },
);

test("H1 to H20: after all sieges, the server is idle for longer than any of its timers", async () => {
  await chuan.recovers(await chuan.condition(), 1500);
});
