/** The attacker, in a process of its own: keeps up one siege until it is ended. */
import { setPriority } from "node:os";
import { sieges } from "./sieges";

const [url = "", title] = process.argv.slice(2);
const siege = sieges.find((one) => one.title === title);
if (!siege) throw new Error(`there is no siege ${title}`);
const { once } = siege;

/** Connections that are at it together. */
const HANDS = 4;

const { promise: done, resolve: succeed } = Promise.withResolvers<unknown>();

async function keepUp(): Promise<never> {
  for (;;) {
    // To be refused is what it came for, but not always, or nothing would have been attacked.
    await once(url).then(succeed, () => {});
    // Whoever is refused at once would else never look up.
    await Bun.sleep(0);
  }
}

// Only here are the attacker and its victim on one machine: what it computes is not to be part of the attack.
setPriority(19);
process.on("disconnect", () => process.exit());
const siegers = Array.from({ length: HANDS }, keepUp);
await done;
process.send?.("at it");
await Promise.all(siegers);
