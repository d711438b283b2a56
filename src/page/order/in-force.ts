import type { Message, Notice } from "../../protocol";
import { isAct } from "../../client/acts";
import type { Acted } from "./act-text";

const RESTRICTING = new Set<Notice["act"]>(["mute", "ban"]);

/** Those of the acts, the newest first, that still keep somebody from writing or coming in. */
export function inForce(acts: readonly Message[], now = Date.now()): (Message & Acted)[] {
  const settled = new Set<string>();
  return acts.filter(isAct).filter(({ notice: { act, whom, until = Infinity } }) => {
    const isLifting = act === "pardon";
    if (whom === undefined || !(isLifting || RESTRICTING.has(act))) return false;
    const key = (one: string) => `${one} ${whom}`;
    if (isLifting) for (const one of RESTRICTING) settled.add(key(one));
    if (isLifting || settled.has(key(act))) return false;
    settled.add(key(act));
    return until > now;
  });
}
