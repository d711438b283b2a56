/** What connections cost: to open, to keep open, and to send something to all of them at once. */
import { Contender, type ContenderName, contenders } from "./contender";
import { Crowd } from "./crowd";
import { costOf } from "./fan-out";
import { median } from "./figures";
import { table } from "./table";

const MADE = 5000;
const IDLE = 10_000;
const BROADCAST_FOR = 1000;
/** Milliseconds within which this server has sent so many people the list of who is there. */
const TOLD_WITHIN = 3000;

/** Prints a line on each server. */
export async function connections(): Promise<void> {
  const rows: string[][] = [];
  for (const name of Object.keys(contenders) as ContenderName[]) rows.push(await measure(name));
  const head = [
    "",
    `CPU s for ${MADE} connections`,
    "wall s",
    `KB an idle one of ${IDLE}`,
    `ms to tell all ${IDLE}`,
    "CPU µs/delivery",
  ];
  console.log(table(head, rows));
}

async function measure(name: ContenderName): Promise<string[]> {
  await using contender = await Contender.start(name);
  const crowd = new Crowd(contender.url, contender.acknowledges);
  // What is set up or compiled once is set up for these, and not measured.
  await crowd.grow(200);
  await contender.settled();
  const [memory, cpu, began] = [await contender.memory(), await contender.cpu(), performance.now()];
  await crowd.grow(200 + MADE);
  const made = performance.now() - began;
  const used = (await contender.cpu()) - cpu;
  await crowd.grow(200 + IDLE);
  await Bun.sleep(TOLD_WITHIN);
  await contender.settled();
  const each = ((await contender.memory()) - memory) / IDLE / 1024;
  const { latencies, cpu: delivery } = await costOf(contender, crowd, 1, BROADCAST_FOR);
  crowd.leave();
  const figures = [used, made / 1000, each, median(latencies), delivery];
  return [name, ...figures.map((figure) => figure.toFixed(2))];
}
