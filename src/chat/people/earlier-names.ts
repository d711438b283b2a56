/** Notes who spoke under which names in messages of before names could be owned (P34): once for each store, beside everything else. */
import { SPOKEN_DAYS } from "../../protocol";
import { createPace, type Log, LogUnavailable, type Persons } from "../../store";
import { looksOf } from "./looks";

const DAY = 86_400_000;
/** Messages and rooms that are read at once. */
const [PAGE, ROOMS] = [200, 100];

interface Parts {
  log: Pick<Log, "rooms" | "read">;
  persons: Pick<Persons, "unnoted" | "noted" | "noteSpoken">;
}

/** Begins at boot; where it was stopped it goes on at the next one. Rejects with what is no `LogUnavailable`. */
export async function noteEarlierNames(parts: Parts): Promise<void> {
  const { log, persons } = parts;
  try {
    for (let after = await persons.unnoted(); after !== undefined;) {
      const rooms: string[] = await log.rooms(after, ROOMS);
      for (const room of rooms) await noteRoom(parts, room);
      after = rooms.at(-1);
      await persons.noted(after);
    }
  } catch (error) {
    if (!(error instanceof LogUnavailable)) throw error;
  }
}

async function noteRoom({ log, persons }: Parts, room: string): Promise<void> {
  const since = Date.now() - SPOKEN_DAYS * DAY;
  const pace = createPace();
  /** When each person spoke under each name last, by both. */
  const last = new Map<string, { name: string; from: string; at: number }>();
  for (let before: number | undefined; ;) {
    const page: Awaited<ReturnType<Log["read"]>> = await log.read(room, { before, limit: PAGE });
    const recent = page.messages.filter(({ at, gone, notice }) => at >= since && !gone && !notice);
    for (const { name, from, at } of recent) last.set(`${from} ${name}`, { name, from, at });
    before = page.messages[0]?.seq;
    if (before === undefined || (page.messages[0]?.at ?? 0) < since) break;
    await pace();
  }
  const spoken = [...last.values()].flatMap(({ name, from, at }) =>
    looksOf(name).map((look) => ({ look, from, at })),
  );
  if (spoken.length > 0) await persons.noteSpoken(spoken);
}
