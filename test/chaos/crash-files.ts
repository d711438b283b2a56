/** `bun run crash-files`: the long proof of file-crashes.ts. Exits with 1 when there is a fault. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { emptyDatabase, stopPostgres } from "../support/postgres";
import { crashWithFiles, STEPS } from "./file-crashes";
import { inDatabase, inFolder } from "./kept-files";
import { Random } from "./random";

const USAGE = `usage: bun run crash-files [options]
  --rounds N    how often the server is killed (20)
  --people N    people who send files (20)
  --postgres    keep all in Postgres, not in SQLite and a folder
  --seed N      repeats a run`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean" },
    rounds: { type: "string", default: "20" },
    people: { type: "string", default: "20" },
    postgres: { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

// On a disk: in memory, everything is always written.
const folder = await mkdtemp(`${tmpdir()}/chuan-crash-files-`);
const keeper = values.postgres ? inDatabase(await emptyDatabase()) : inFolder(folder);
const where = values.postgres ? "Postgres" : "SQLite";
console.log(`${where}: ${values.rounds} rounds, ${values.people} people, seed ${values.seed}`);
const { faults, ...counts } = await crashWithFiles({
  keeper,
  rounds: Number(values.rounds),
  people: Number(values.people),
  steps: STEPS,
  random: new Random(Number(values.seed)),
});
console.log(counts, faults.length === 0 ? "no fault" : faults);
await rm(folder, { recursive: true });
await stopPostgres();
process.exit(faults.length === 0 ? 0 : 1);
