/** What a connection costs with this project's servers and with stock Socket.IO, in rounds that take turns, so that whatever else the machine does meets all of them. */
import { Contender, type ContenderName, FULL } from "./contender";
import { Crowd } from "./crowd";
import { median } from "./figures";
import { table } from "./table";

const ROUNDS = 11;
const STOCK: ContenderName = "bun-engine as it comes";
const NAMES: ContenderName[] = [STOCK, "this engine alone", FULL];
const WARM = 200;
const MADE = 5000;
const IDLE = 10_000;
/** Milliseconds within which this server has sent so many people the list of who is there. */
const TOLD_WITHIN = 3000;

interface Cost {
  /** Microseconds of processor time to make a connection. */
  cpu: number;
  /** Of these, microseconds of the first thread: the others compile hot functions, and soon have done so. */
  main: number;
  /** Bytes of memory of an idle connection. */
  memory: number;
}

/** Prints the medians, and the processor time by stock's. */
export async function turns(): Promise<void> {
  const costs = new Map<ContenderName, Cost[]>(NAMES.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of NAMES) costs.get(name)?.push(await measure(name));
  const of = (name: ContenderName, what: keyof Cost) =>
    median((costs.get(name) ?? []).map((cost) => cost[what]));
  const rows = NAMES.map((name) => [
    name,
    of(name, "cpu").toFixed(0),
    (of(name, "cpu") / of(STOCK, "cpu")).toFixed(2),
    of(name, "main").toFixed(0),
    (of(name, "main") / of(STOCK, "main")).toFixed(2),
    (of(name, "memory") / 1024).toFixed(2),
  ]);
  const cpu = ["CPU µs a connection", "times stock"];
  const main = ["of it the first thread", "times stock"];
  const head = [`median of ${ROUNDS}`, ...cpu, ...main, "KB an idle one"];
  console.log(table(head, rows));
}

async function measure(name: ContenderName): Promise<Cost> {
  await using contender = await Contender.start(name);
  const crowd = new Crowd(contender.url, contender.acknowledges);
  await crowd.grow(WARM);
  await contender.settled();
  const memory = await contender.memory();
  const [before, mainBefore] = [await contender.cpu(), await contender.ranMain()];
  await crowd.grow(WARM + MADE);
  const used = (await contender.cpu()) - before;
  const main = (await contender.ranMain()) - mainBefore;
  await crowd.grow(WARM + IDLE);
  await Bun.sleep(TOLD_WITHIN);
  await contender.settled();
  const held = (await contender.memory()) - memory;
  crowd.leave();
  return {
    cpu: (used * 1e6) / MADE,
    main: (main * 1e6) / MADE,
    memory: held / IDLE,
  };
}
