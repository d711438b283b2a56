/** What those who stop reading cost everybody else: the time to the last receiver, without them and with them. */
import { Contender, FULL } from "./contender";
import { Crowd } from "./crowd";
import { percentile } from "./figures";
import { table } from "./table";

const RECEIVERS = 20;
const SLOW = 50;
/** Characters of a message: in as many seconds, tens of megabytes for each of them. */
const LENGTH = 4000;
const IN_FLIGHT = 32;
const MEASURED_FOR = 4000;

/** Prints the 99th percentile of both, and what each slow reader took of the server's memory. */
export async function slowReaders(): Promise<void> {
  await using contender = await Contender.start(FULL);
  const crowd = new Crowd(contender.url, contender.acknowledges);
  await crowd.grow(RECEIVERS + 1);
  await crowd.send(IN_FLIGHT, MEASURED_FOR, LENGTH);
  const without = await crowd.send(IN_FLIGHT, MEASURED_FOR, LENGTH);
  const peak = await contender.peak();

  const slow = new Crowd(contender.url, false);
  await slow.grow(SLOW);
  slow.stopReading();
  const beside = await crowd.send(IN_FLIGHT, MEASURED_FOR, LENGTH);
  const each = ((await contender.peak()) - peak) / SLOW / 1e6;
  slow.leave();
  crowd.leave();

  const [alone, together] = [without, beside].map(({ latencies }) => percentile(latencies, 99));
  const ratio = ((together ?? 0) / (alone ?? 0)).toFixed(2);
  const sent = ((beside.messages * LENGTH) / 1e6).toFixed(0);
  const head = [
    `p99 ms to ${RECEIVERS}`,
    `beside ${SLOW} slow`,
    "times",
    "MB each at most",
    "MB sent to each",
  ];
  const row = [alone, together].map((time) => (time ?? 0).toFixed(1));
  console.log(table(head, [[...row, ratio, each.toFixed(2), sent]]));
}
