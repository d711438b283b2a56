/** What passing one message on costs a server, and how long it takes to the last receiver. */
import { BARE, Contender, type ContenderName, contenders } from "./contender";
import { Crowd, type Sending } from "./crowd";
import { median, percentile } from "./figures";
import { table } from "./table";
import type { Usage } from "./usage";

const NAMES = Object.keys(contenders) as ContenderName[];
const RECEIVERS = [10, 100, 1000, 5000];
const IN_FLIGHT = [1, 8, 32];
const MEASURED_FOR = 500;
const WARMED_UP_FOR = 200;

/** Rounds in which all servers take turns, so that a disturbance does not affect only one. */
const DECISIVE = { receivers: 1000, inFlight: 8, rounds: 3, ms: 1000 };

export interface Cost {
  /** Microseconds of the server's processor time a delivery. */
  cpu: number;
  perSecond: number;
  latencies: number[];
}

/** Prints first the ratios at a thousand receivers, then everything. */
export async function fanOut(): Promise<void> {
  await decide();
  const rows: (string | number)[][] = [];
  for (const receivers of RECEIVERS)
    for (const name of NAMES) rows.push(...(await measureAll(name, receivers)));
  const head = [
    "receivers",
    "in flight",
    "",
    "CPU µs/delivery",
    "deliveries/s",
    "median ms",
    "p99 ms",
  ];
  console.log(table(head, rows));
}

async function decide(): Promise<void> {
  const { receivers, inFlight, rounds, ms } = DECISIVE;
  const costs = new Map<ContenderName, Cost[]>(NAMES.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const name of NAMES)
      await withCrowd(name, receivers, async (contender, crowd) => {
        costs.get(name)?.push(await costOf(contender, crowd, inFlight, ms));
      });
  const cpuOf = (name: ContenderName) => median((costs.get(name) ?? []).map(({ cpu }) => cpu));
  const limit = cpuOf(BARE);
  const rows = NAMES.map((name) => [
    name,
    (cpuOf(name) / limit).toFixed(2),
    cpuOf(name).toFixed(2),
  ]);
  console.log(
    `CPU a delivery at ${receivers} receivers and ${inFlight} in flight, median of ${rounds} rounds`,
  );
  console.log(table(["", "times the bare server", "µs"], rows));
}

async function measureAll(name: ContenderName, receivers: number): Promise<(string | number)[][]> {
  const rows: (string | number)[][] = [];
  await withCrowd(name, receivers, async (contender, crowd) => {
    for (const inFlight of IN_FLIGHT) {
      const { cpu, perSecond, latencies } = await costOf(contender, crowd, inFlight, MEASURED_FOR);
      const times = [median(latencies), percentile(latencies, 99)].map((time) => time.toFixed(2));
      rows.push([receivers, inFlight, name, cpu.toFixed(2), Math.round(perSecond), ...times]);
    }
  });
  return rows;
}

async function withCrowd(
  name: ContenderName,
  receivers: number,
  use: (contender: Contender, crowd: Crowd) => Promise<void>,
): Promise<void> {
  await using contender = await Contender.start(name);
  const crowd = new Crowd(contender.url, contender.acknowledges);
  await crowd.grow(receivers + 1);
  await contender.settled();
  await crowd.send(8, WARMED_UP_FOR);
  await use(contender, crowd);
  crowd.leave();
}

/** What it costs to send for some milliseconds. */
export async function costOf(
  server: Usage,
  crowd: Crowd,
  inFlight: number,
  ms: number,
): Promise<Cost> {
  const before = await server.cpu();
  const sending: Sending = await crowd.send(inFlight, ms);
  const used = (await server.cpu()) - before;
  return {
    cpu: (used * 1e6) / sending.deliveries,
    perSecond: (sending.deliveries * 1000) / sending.took,
    latencies: sending.latencies,
  };
}
