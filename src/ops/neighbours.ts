/** Finds other machines of the app, which with SQLite would each have their own messages. */
import { resolveTxt } from "node:dns/promises";
import type { Logger } from "pino";
import type { Fly } from "./fly";

type Resolve = (name: string) => Promise<string[][]>;

/**
 * Warns when other machines of the app run: with SQLite, messages on one of them never reach another.
 * Fly.io's internal DNS lists the started machines, as "MACHINE REGION" pairs.
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
    `${others.length + 1} machines of ${app} run, each with its own SQLite store: people on one do not see the messages of another. Set DATABASE_URL to a Postgres database for all of them, or run one: fly scale count 1`,
  );
}

/** Empty when DNS does not answer: a missing warning must not stop the start. */
async function machinesOf(app: string, resolve: Resolve): Promise<string[]> {
  try {
    const records = await resolve(`vms.${app}.internal`);
    const pairs = records.flatMap((parts) => parts.join("").split(","));
    return pairs.flatMap((pair) => pair.trim().split(" ", 1)).filter((id) => id !== "");
  } catch {
    return [];
  }
}
