/** The attacker, in a process of its own: repeats one siege until the process is ended. */
import { setPriority } from "node:os";
import { sieges } from "./sieges";

const [url = "", title] = process.argv.slice(2);
const siege = sieges.find((one) => one.title === title);
if (!siege) throw new Error(`there is no siege ${title}`);
const { once } = siege;

/** Connections that attack at the same time. */
const HANDS = 4;

/** Milliseconds to wait after the first refusal, and the most after further ones, in which any limit has room again. */
const STEP = 20;
const LONGEST = 2000;

/** Begins the attack once, with one connection: several would take each other's places. */
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
    // From here on refusals are part of the attack.
    await once(url).catch(() => {});
    // Gives way to other work: an attacker that is refused at once would never do so.
    await Bun.sleep(0);
  }
}

// Only here are the attacker and its victim on one machine: what it computes is not to be part of the attack.
setPriority(19);
process.on("disconnect", () => process.exit());
await begin();
process.send?.("at it");
await Promise.all(Array.from({ length: HANDS }, keepUp));
