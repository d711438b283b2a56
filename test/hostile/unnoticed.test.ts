/** That the attacked server goes on for everybody else: what H1 to H20 have in common. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { median } from "../../bench/figures";
import { within } from "../support/deadline";
import { Wire } from "./attacker";
import { sieges } from "./sieges";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

/** Milliseconds after which somebody notices. */
const NOTICED = 250;
/** On a machine that is slow by itself: so many times what an echo takes there in peace. */
const SLOWER = 3;
const ECHOES = 10;
const PAUSE = 10;

const LONGEST = "传".repeat(4000);
const PAGE = 50;

/** Ada and lin are elsewhere, so that they do not share the attacker's limits. */
const TRUSTED_PROXY = "X-Real-IP";
const ELSEWHERE = { [TRUSTED_PROXY]: "203.0.113.7" };

/** Keeps up an attack from another process until it is disposed of. */
async function besiege(url: string, title: string): Promise<AsyncDisposable> {
  const { promise: begun, resolve } = Promise.withResolvers<unknown>();
  const mallory = Bun.spawn({
    cmd: [process.execPath, `${import.meta.dir}/mallory.ts`, url, title],
    stdout: "ignore",
    stderr: "inherit",
    ipc: resolve,
  });
  await within(15_000, "the beginning of the siege", begun);
  return {
    async [Symbol.asyncDispose]() {
      mallory.kill("SIGKILL");
      await mallory.exited;
    },
  };
}

/** Milliseconds from ada's sending a message to lin's having it: the median of some. */
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

/** The same while an attack goes on. */
async function echoUnder(url: string, title: string): Promise<number> {
  await using _ = await besiege(url, title);
  return await echo(url);
}

/** Something for those who ask for pages. */
async function sayLongThings(url: string): Promise<void> {
  using ada = await Wire.connect(url, ELSEWHERE);
  for (let n = 0; n < PAGE; n += 1) {
    ada.send(`42${n}["chuan",{"name":"ada","txt":"${LONGEST}"}]`);
    await ada.hears(`43${n}[{"ok":true`);
  }
}

let chuan: Victim;
beforeAll(async () => {
  chuan = await Victim.start("guarded", { TRUSTED_PROXY });
  await sayLongThings(chuan.url);
});
afterAll(() => chuan[Symbol.asyncDispose]());

test.each(sieges)("$title: nobody else notices, and nothing is left", async ({ title }) => {
  const before = await chuan.condition();
  const underSiege = await echoUnder(chuan.url, title);
  if (underSiege >= NOTICED) expect(underSiege).toBeLessThan(SLOWER * (await echo(chuan.url)));
  await chuan.becomes(
    "memory within 20 MB of what it was",
    ({ memory }) => memory < before.memory + 20,
  );
});

test("and after all of them it rests", async () => {
  await chuan.rests(0.05);
});
