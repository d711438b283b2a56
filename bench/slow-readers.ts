/** What those who stop reading cost everybody else: the time to the last receiver, alone, beside as many who read, and beside them. */
import { Contender, FULL } from "./contender";
import { Crowd, type Sending } from "./crowd";
import { percentile } from "./figures";
import { table } from "./table";

const RECEIVERS = 20;
const OTHERS = 50;
/** Characters of a message: in as many seconds, tens of megabytes for each of them. */
const LENGTH = 4000;
const IN_FLIGHT = 32;
const MEASURED_FOR = 4000;

/** Prints the 99th percentiles, and what each slow reader took of the server's memory. */
export async function slowReaders(): Promise<void> {
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

  const times = p99(besideSlow) / p99(alone);
  const sent = (besideSlow.messages * LENGTH) / 1e6;
  const head = [
    `p99 ms to ${RECEIVERS}`,
    `beside ${OTHERS} who read`,
    `beside ${OTHERS} slow`,
    "times",
    "MB each at most",
    "MB sent to each",
  ];
  const all = [alone, besideReading, besideSlow].map((sending) => p99(sending).toFixed(1));
  console.log(table(head, [[...all, times.toFixed(2), each.toFixed(2), sent.toFixed(0)]]));
}

function p99({ latencies }: Sending): number {
  return percentile(latencies, 99);
}
