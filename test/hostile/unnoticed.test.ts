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

/** A victim of one siege after the other, and its condition before the first and before the next. */
interface Attacked {
  victim: Victim;
  atFirst: Condition;
  before: Condition;
}

/** The echo while a siege goes on, of the attacked server and of one that is not. The siege's harm is over when this resolves. */
async function echoesUnder(siege: Siege, { victim, before }: Attacked) {
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

let attacked: Record<NonNullable<Siege["against"]> | "chuan", Attacked>;

beforeAll(async () => {
  const [chuan, engineOnly] = await Promise.all([
    Victim.start("guarded", { TRUSTED_PROXY }),
    Victim.start("engine-only", { TRUSTED_PROXY }),
  ]);
  await sayLongThings(chuan.url);
  const atFirst = await chuan.condition();
  attacked = {
    chuan: { victim: chuan, atFirst, before: atFirst },
    "engine-only": { victim: engineOnly, atFirst: engineOnly.atFirst, before: engineOnly.atFirst },
  };
});
afterAll(async () => {
  for (const { victim } of Object.values(attacked)) await victim[Symbol.asyncDispose]();
});

afterEach(endSieges);

test.each(sieges)(
  "$title: other clients are served as before, and no resource stays taken",
  async (siege) => {
    const one = attacked[siege.against ?? "chuan"];
    const echoes = await echoesUnder(siege, one);
    await one.victim.recovers(one.before);
    // What the first attacks leave for good is not counted again for each of the next.
    one.before = await one.victim.condition();
    expect(isUnnoticed(echoes.attacked, echoes.undisturbed)).toBeTrue();
  },
);

test("H1 to H20: after all sieges, the server is idle for longer than any of its timers", async () => {
  // Once meanwhile it tidies up by itself, which takes some 40 ms.
  const limits = { ms: 1500, recovery: 10_000 };
  await attacked.chuan.victim.recovers(attacked.chuan.atFirst, limits);
});
