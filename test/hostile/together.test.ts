/** H7, H8, H12, H37 to H41, H45 and H46 at once, from one address and from three, on either store. */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { emptyDatabase } from "../support/postgres";
import { besiegeFrom, endSieges } from "./besiege";
import { echo, isUnnoticed, TRUSTED_PROXY } from "./echo";
import { Victim } from "./victim";

setDefaultTimeout(120_000);
afterEach(endSieges);

/** Megabytes above what an idle server has. */
const MOST = 250;
/** Milliseconds for recovering, twice what it takes alone: other tests use the processors at the same time. */
const RECOVERY = 10_000;
/** Milliseconds between two of ada's messages: her echo is measured while each part of the attack begins anew. */
const PAUSE = 40;

const addressesOf = (count: number) => Array.from({ length: count }, (_, n) => `127.0.0.${n + 2}`);

/** The addresses of each attack in a row on one server. */
const STORES = {
  SQLite: {
    open: () => ({ url: undefined, [Symbol.asyncDispose]: () => Promise.resolve() }),
    attacks: [3, 1],
  },
  Postgres: { open: emptyDatabase, attacks: [3] },
};

/** Attacks from so many addresses, and expects that nobody else notices, and that soon little is left that nobody asks it to give back. */
async function attack(chuan: Victim, addresses: number): Promise<void> {
  const [before, control] = [await chuan.asItIs(), await Victim.control()];
  await chuan.peak();
  const mallory = await besiegeFrom(chuan.url, TRUSTED_PROXY, addressesOf(addresses));
  const [attacked, undisturbed] = await Promise.all([
    echo(chuan.url, PAUSE, () => chuan.waited()),
    echo(control.url, PAUSE),
  ]);
  await mallory[Symbol.asyncDispose]();
  const peak = await chuan.peak();
  await chuan.recovers(before, { byItself: true, recovery: RECOVERY });
  expect(peak - before.memory).toBeLessThan(MOST);
  expect([attacked, undisturbed, isUnnoticed(attacked, undisturbed)]).toEqual([
    attacked,
    undisturbed,
    true,
  ]);
}

test.each(["SQLite", "Postgres"] as const)(
  "H7 to H46 at once on %s: at most 250 MB more than idle, other clients are served as before, and soon nothing is left of it",
  async (store) => {
    const { open, attacks } = STORES[store];
    await using database = await open();
    const { url } = database;
    await using chuan = await Victim.start("guarded", {
      TRUSTED_PROXY,
      ...(url === undefined ? {} : { DATABASE_URL: url }),
    });
    for (const addresses of attacks) await attack(chuan, addresses);
  },
);
