/** `bun run crash-files [ROUNDS] [PEOPLE] [SEED]`: the long proof of file-crashes.ts, by default with twenty rounds and twenty people. Exits with 1 when there is a fault. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { crashWithFiles } from "./file-crashes";
import { Random } from "./random";

const [rounds = 20, people = 20, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
// On a disk: in memory, everything is always written.
const folder = await mkdtemp(`${tmpdir()}/chuan-crash-files-`);
console.log(`${rounds} rounds, ${people} people, seed ${seed}`);
const { faults, ...counts } = await crashWithFiles({
  folder,
  rounds,
  people,
  random: new Random(seed),
});
console.log(counts, faults.length === 0 ? "no fault" : faults);
await rm(folder, { recursive: true });
process.exit(faults.length === 0 ? 0 : 1);
