/** Finding out that several machines run where each has its messages to itself. */
import { resolveTxt } from "node:dns/promises";
import type { Logger } from "pino";
import type { Fly } from "./fly";

type Resolve = (name: string) => Promise<string[][]>;

/**
 * Warns when other machines of the app run: what is said on one of them would never be seen on another.
 * Fly.io's internal DNS lists those that are started, as "MACHINE REGION" pairs.
 */
export async function warnOfNeighbours(
  { app, machine }: Fly,
  logger: Logger,
  resolve: Resolve = resolveTxt,
): Promise<void> {
  const others = (await machinesOf(app, resolve)).filter((other) => other !== machine);
  if (others.length === 0) return;
  logger.error(
    { others },
    `${others.length + 1} machines of ${app} run, each with a SQLite log of its own: people on one do not see what is said on another. Set DATABASE_URL to a Postgres database for all of them, or run one: fly scale count 1`,
  );
}

/** None when the question cannot be answered: a warning is no reason not to start. */
async function machinesOf(app: string, resolve: Resolve): Promise<string[]> {
  try {
    const records = await resolve(`vms.${app}.internal`);
    const pairs = records.flatMap((parts) => parts.join("").split(","));
    return pairs.flatMap((pair) => pair.trim().split(" ", 1)).filter((id) => id !== "");
  } catch {
    return [];
  }
}
