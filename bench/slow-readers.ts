/** What those who stop reading cost everybody else: the time to the last receiver, alone, beside as many who read, and beside them. */
import { Contender, FULL } from "./contender";
import { Crowd, type Sending } from "./crowd";
import { median, percentile } from "./figures";
import { table } from "./table";

const RECEIVERS = 20;
const OTHERS = 50;
/** Characters of a message: in as many seconds, tens of megabytes for each of them. */
const LENGTH = 4000;
const IN_FLIGHT = 32;
const MEASURED_FOR = 4000;

const OFTEN = 9;

/** 99th percentiles in milliseconds, and megabytes. */
interface Measured {
  alone: number;
  besideReading: number;
  besideSlow: number;
  /** Of the server's memory, for each slow reader. */
  each: number;
  /** Sent to each. */
  sent: number;
}

/** Prints the 99th percentiles, and what each slow reader took of the server's memory. */
export async function slowReaders(): Promise<void> {
  const { alone, besideReading, besideSlow, each, sent } = await measure();
  const head = [
    `p99 ms to ${RECEIVERS}`,
    `beside ${OTHERS} who read`,
    `beside ${OTHERS} slow`,
    "times",
    "MB each at most",
    "MB sent to each",
  ];
  const all = [alone, besideReading, besideSlow].map((ms) => ms.toFixed(1));
  console.log(
    table(head, [[...all, (besideSlow / alone).toFixed(2), each.toFixed(2), sent.toFixed(0)]]),
  );
}

/** Prints how many times as long it takes beside those who stop reading, and beside those who read, in nine runs. */
export async function slowReadersOften(): Promise<void> {
  const times: Record<"slow" | "reading", number[]> = { slow: [], reading: [] };
  for (let run = 0; run < OFTEN; run += 1) {
    const { alone, besideReading, besideSlow } = await measure();
    times.slow.push(besideSlow / alone);
    times.reading.push(besideReading / alone);
  }
  const rows = Object.entries(times).map(([who, all]) => [
    who,
    median(all).toFixed(2),
    all.map((one) => one.toFixed(2)).join(" "),
  ]);
  console.log(table([`p99 beside ${OTHERS}, by alone`, `median of ${OFTEN}`, "all"], rows));
}

async function measure(): Promise<Measured> {
  await using contender = await Contender.start(FULL);
  const crowd = new Crowd(contender.url, contender.acknowledges);
  await crowd.grow(RECEIVERS + 1);
  const send = () => crowd.send(IN_FLIGHT, MEASURED_FOR, LENGTH);
  await send();
  const alone = await send();

  const reading = new Crowd(contender.url, false);
  await reading.grow(OTHERS);
  const besideReading = await send();
  reading.leave();
  const peak = await contender.peak();

  const slow = new Crowd(contender.url, false);
  await slow.grow(OTHERS);
  slow.stopReading();
  const besideSlow = await send();
  const each = ((await contender.peak()) - peak) / OTHERS / 1e6;
  slow.leave();
  crowd.leave();
  return {
    alone: p99(alone),
    besideReading: p99(besideReading),
    besideSlow: p99(besideSlow),
    each,
    sent: (besideSlow.messages * LENGTH) / 1e6,
  };
}

function p99({ latencies }: Sending): number {
  return percentile(latencies, 99);
}
