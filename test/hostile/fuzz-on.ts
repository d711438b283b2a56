/**
 * `bun run fuzz [SEED]`: mutants of one seed after the other, until it is stopped. Prints the seed of whatever it
 * finds, and goes on; the same seed shows the same again.
 */
import { Client } from "../support/client";
import { UNLIMITED } from "../support/server";
import { fuzz } from "./fuzz";
import { Victim } from "./victim";

const MUTANTS = 100;
/** Seeds between two lines of progress. */
const EVERY = 50;

let seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
if (!Number.isSafeInteger(seed))
  throw new Error(`${process.argv[2]} is no seed: give a whole number`);

for (;;) {
  await using chuan = await Victim.start("guarded", UNLIMITED);
  console.log(`from seed ${seed}`);
  try {
    for (;;) {
      await fuzz(chuan.url, seed, MUTANTS);
      await requireWell(chuan);
      seed += 1;
      if (seed % EVERY === 0) console.log(`up to seed ${seed}`);
    }
  } catch (error) {
    const lives = await chuan.survives();
    console.error(`FOUND with seed ${seed}, the server ${lives ? "lives" : "ended"}:`, error);
    seed += 1;
  }
}

/** Rejects unless another client can connect, send and get a reply. */
async function requireWell(chuan: Victim): Promise<void> {
  await using ada = await Client.connect(chuan.url);
  const reply = await ada.say("hello");
  if (!reply.ok) throw new Error(`ada was refused: ${reply.error.message}`);
}
