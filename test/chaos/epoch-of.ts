/** All that a store holds, read past any server. */
import type { Log } from "../../src/store";
import type { Epoch, Seen } from "./records";

const ROOMS = 1000;
const PAGE = 1000;

/** A log as it is now, with the logs of its rooms. */
export async function epochOf(log: Log): Promise<Epoch> {
  const logs = new Map<string, Seen[][]>();
  for (const room of await log.rooms("", ROOMS)) logs.set(room, [await messagesOf(log, room)]);
  return { id: log.epoch, logs };
}

async function messagesOf(log: Log, room: string): Promise<Seen[]> {
  const all: Seen[] = [];
  for (;;) {
    const page = await log.read(room, { after: all.at(-1)?.seq ?? 0, limit: PAGE });
    if (page.messages.length === 0) return all;
    all.push(...page.messages);
  }
}
