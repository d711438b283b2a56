/** Machines of earlier versions on the same database, which know nothing of ranks and access (H36). */
import type { Connections } from "./connections";

/** Milliseconds between two looks: longer than a machine takes to say its version. */
const LOOK = 10_000;

const OLDER = `
  SELECT id FROM chuan.machines
  WHERE version IS NULL AND seen > clock_timestamp() - interval '15 seconds'`;

/** Calls `found` with how many machines of earlier versions two looks in a row have seen, as long as there are any, until the returned function is called. */
export function watchOlderMachines(
  database: Connections,
  found: (machines: number) => void,
  every = LOOK,
): () => void {
  let before = new Set<string>();

  async function look(): Promise<void> {
    const rows = await database.run<{ id: string }>(OLDER, []);
    const older = new Set(rows.map(({ id }) => id));
    const still = older.intersection(before).size;
    before = older;
    if (still > 0) found(still);
  }

  // While the database is away, nothing can be known of others.
  const looking = setInterval(() => void look().catch(() => {}), every).unref();
  return () => clearInterval(looking);
}
