/** How long other clients wait while a server is attacked. */
import { median } from "../../bench/figures";
import { Wire } from "./attacker";

/** The header that the attacked servers trust, and an address in it that shares no limit with an attacker's. */
export const TRUSTED_PROXY = "X-Real-IP";
export const ELSEWHERE = { [TRUSTED_PROXY]: "203.0.113.7" };

/** Milliseconds of delay that people notice. */
const NOTICED = 250;
/** On a slow machine: so many times the delay at the same time on a server that is not attacked. */
const SLOWER = 3;
/** Milliseconds for one: a busy machine gives the attacked server a small part of a processor. */
const DEADLINE = 60_000;
const ECHOES = 6;
const PAUSE = 2;

/**
 * Milliseconds from when ada sends a message until lin has it: the median of some. What `waited` grows by meanwhile does not
 * count: the time for which the server has waited for a processor.
 */
export async function echo(
  url: string,
  pause = PAUSE,
  waited = () => Promise.resolve(0),
): Promise<number> {
  using ada = await Wire.connect(url, ELSEWHERE);
  using lin = await Wire.connect(url, ELSEWHERE);
  const times: number[] = [];
  while (times.length < ECHOES) {
    const txt = crypto.randomUUID();
    const waitedBefore = await waited();
    const start = performance.now();
    ada.send(`42["chuan",{"name":"ada","txt":"${txt}"}]`);
    await lin.hears(`42["tianxiu",{"name":"ada","txt":"${txt}"`, DEADLINE);
    const lasted = performance.now() - start;
    times.push(lasted - (await waited()) + waitedBefore);
    await Bun.sleep(pause);
  }
  return median(times);
}

/** Checks that people do not notice the delay, which on a slow machine they would on any server. */
export function isUnnoticed(attacked: number, undisturbed: number): boolean {
  return attacked < Math.max(NOTICED, SLOWER * undisturbed);
}
