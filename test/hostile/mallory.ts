/** The attacker, in a process of its own: keeps up one siege until it is ended. */
import { setPriority } from "node:os";
import { sieges } from "./sieges";

const [url = "", title] = process.argv.slice(2);
const siege = sieges.find((one) => one.title === title);
if (!siege) throw new Error(`there is no siege ${title}`);
const { once } = siege;

/** Connections that are at it together. */
const HANDS = 4;

/** Milliseconds to wait when it was refused at first: more each time, up to so many, in which any limit has room again. */
const STEP = 20;
const LONGEST = 2000;

/** Does it once, with one hand: several would take from one another what all of them together are allowed. */
async function begin(): Promise<void> {
  for (let pause = 0; ; pause = Math.min(2 * pause + STEP, LONGEST)) {
    const isDone = await once(url).then(
      () => true,
      () => false,
    );
    if (isDone) return;
    await Bun.sleep(pause);
  }
}

async function keepUp(): Promise<never> {
  for (;;) {
    // From here on, to be refused is what it came for.
    await once(url).catch(() => {});
    // Whoever is refused at once would else never look up.
    await Bun.sleep(0);
  }
}

// Only here are the attacker and its victim on one machine: what it computes is not to be part of the attack.
setPriority(19);
process.on("disconnect", () => process.exit());
await begin();
process.send?.("at it");
await Promise.all(Array.from({ length: HANDS }, keepUp));
