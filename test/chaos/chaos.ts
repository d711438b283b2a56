/** `bun run chaos`: the long proof, with a seed that repeats it. Exits with 1 when there is a fault, and 3 when all is there, but late. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { emptyDatabase, stopPostgres } from "../support/postgres";
import { type Outcome, run } from "./campaign";
import { check, count, type Faults } from "./checker";
import { Fleet } from "./fleet";
import { Machine } from "./machine";
import { Random } from "./random";
import { UNLIMITED } from "../support/server";
import { oneMachine, type Site } from "./site";

const MANY = 20;
const ENV = { ...UNLIMITED, DRAIN_SECONDS: "1" };
/** Milliseconds for which a machine's network to the database fails: enough for a machine that trusts it to be wrong. */
const OUTAGE = 10_000;
/** Milliseconds for which the late are waited for, on a machine that has much else to do. */
const LATENESS = 60_000;
const USAGE = `usage: bun run chaos [options]
  --rounds N     rounds of failures, deploys and restores, some five seconds each (20)
  --clients N    people who say and change things (50)
  --rate N       things that they do a second, by all together (500)
  --machines N   more than one share a Postgres database (1)
  --seed N       repeats a run`;

const { values } = optionsOrExit();
if (values.help) exit(0, USAGE);

const folder = await mkdtemp(`${tmpdir()}/chuan-chaos-`);
const random = new Random(Number(values.seed));
const machines = Number(values.machines);
const site = machines > 1 ? await manyMachines() : aMachine();
console.log(
  `${values.machines} machines, ${values.rounds} rounds, ${values.clients} clients, ${values.rate} acts a second, seed ${values.seed}`,
);
const outcome = await run({
  site,
  random,
  rounds: Number(values.rounds),
  people: Number(values.clients),
  rooms: 5,
  rate: Number(values.rate),
  load: 2000,
  patience: 5000,
  lateness: LATENESS,
  tell: (line) => console.log(line),
});
const found = check(outcome.records);
report(outcome, found);
await site[Symbol.asyncDispose]();
await stopPostgres();
await rm(folder, { recursive: true });
// Said at once: a hook of the embedded Postgres ends a process that has nothing left to do with 0.
if (count(found) > 0) exit(1, "FAULTS: see above");
if (outcome.catchingUp.includes(undefined))
  exit(3, "late: all is there and in order, but not in time; was the machine busy?");
exit(0, "all is there, in order and in time");

function optionsOrExit() {
  try {
    return parseArgs({
      options: {
        help: { type: "boolean" },
        rounds: { type: "string", default: "20" },
        clients: { type: "string", default: "50" },
        rate: { type: "string", default: "500" },
        machines: { type: "string", default: "1" },
        seed: { type: "string", default: String(Date.now() % 1_000_000) },
      },
    });
  } catch (error) {
    return exit(2, `${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function exit(code: number, line: string): never {
  console.log(line);
  process.exit(code);
}

function aMachine(): Site & AsyncDisposable {
  const path = `${folder}/chuan.db`;
  const machine = new Machine({ ...ENV, DATABASE_URL: `sqlite:${path}` });
  return { ...oneMachine(machine, path), [Symbol.asyncDispose]: () => machine.crash() };
}

async function manyMachines(): Promise<Site & AsyncDisposable> {
  const { url } = await emptyDatabase();
  return Fleet.of({ databaseUrl: url, machines, env: ENV, random, outage: OUTAGE });
}

function done(all: { ended?: number }[]): number {
  return all.filter(({ ended }) => ended !== undefined).length;
}

function report({ records, catchingUp, acts }: Outcome, faults: Faults): void {
  const { own, epochs } = records;
  const people = records.people.filter(({ room }) => !room.startsWith("~"));
  const letters = records.people.filter(({ room }) => room.startsWith("~"));
  const marks = own.selves.flatMap((one) => one.marks);
  const moves = own.selves.flatMap((one) => one.moves).filter(({ room }) => !room.startsWith("~"));
  const total = (of: (person: (typeof people)[number]) => number) =>
    people.reduce((sum, person) => sum + of(person), 0);
  const slowest = catchingUp.includes(undefined)
    ? "never"
    : Math.max(...catchingUp.map(Number)).toFixed(0);
  console.log(
    `typed ${total((one) => one.typed.length)}, acknowledged ${total((one) => one.acknowledged.length)}`,
  );
  console.log(
    `changes asked for ${total((one) => one.asked.length)}, acknowledged ${total((one) => one.answered.filter(({ message }) => message).length)}, refused ${total((one) => one.answered.filter(({ message }) => !message).length)}`,
  );
  console.log(`acts ${acts}, changes that an act forbade ${total((one) => one.forbidden.size)}`);
  console.log(
    `marks ${marks.length}, acknowledged ${done(marks)}, rooms joined and quit ${done(moves)}, direct rooms ${own.pairs.length}, messages in them ${letters.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)}`,
  );
  console.log(
    `connections ${total((one) => one.live.length)}, page loads ${total((one) => one.screens.length)}`,
  );
  console.log(
    `blows ${catchingUp.length - 2}, of them restores ${epochs.length - 1}, slowest to catch up: ${slowest} ms`,
  );
  for (const [kind, all] of Object.entries(faults) as [string, string[]][]) {
    console.log(`${all.length} ${kind === "differing" ? "states that differ" : kind}`);
    for (const fault of all.slice(0, MANY)) console.log(`  ${fault}`);
  }
}
