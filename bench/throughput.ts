/** How many messages a second a server acknowledges, of many senders in some rooms. */
import { within } from "../test/support/deadline";
import { Writer } from "./writer";

export const SENDERS = 200;
export const ROOMS = 20;
/** Seconds in which all that is under way is surely acknowledged. */
export const PATIENCE = 30;
/** Seconds before a measurement, in which a server's code is compiled and its file grows. */
const WARM_UP = 1;

/** Connects all senders to a server and spreads them over the rooms. */
export function joinWriters(port: number): Promise<Writer[]> {
  const joining = Array.from({ length: SENDERS }, (_, n) => Writer.join(port, `room-${n % ROOMS}`));
  return Promise.all(joining);
}

/** Acknowledged messages a second over `seconds`, after a warm-up, with `inFlight` messages of each sender under way. */
export async function warmThroughput(
  writers: Writer[],
  inFlight: number,
  seconds: number,
): Promise<number> {
  await throughput(writers, inFlight, WARM_UP);
  return await throughput(writers, inFlight, seconds);
}

/** Each sender sends another message as soon as one of `inFlight` is acknowledged. */
async function throughput(writers: Writer[], inFlight: number, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let acknowledged = 0;
  const keepSending = async (writer: Writer) => {
    for (; performance.now() < end; acknowledged += 1) await writer.send();
  };
  const sending = Array.from({ length: inFlight }, () => writers.map(keepSending)).flat();
  await within((seconds + PATIENCE) * 1000, "the last acknowledgement", Promise.all(sending));
  return acknowledged / seconds;
}
