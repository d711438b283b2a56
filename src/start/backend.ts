/** What the machines of one chat have in common, by the one setting that says where it is. */
import { type Roster, createLocalRoster } from "../store/roster";
import { NO_RELAY, type TypingRelay } from "../chat/people/typing";
import type { Config } from "./config";
import type { OnCommit } from "../store/group-commit";
import type { Log } from "../store/log";
import { openPostgresLog } from "../store/postgres/postgres-log";
import { openSqliteLog } from "../store/sqlite/sqlite-log";
import { openSharedRoster } from "../store/postgres/shared-roster";
import { openTypingRelay } from "../store/postgres/shared-typing-relay";
import { openPostgres, type PostgresUrls } from "../store/postgres/open-postgres";

export interface Backend {
  log: Log;
  roster: Roster;
  relay: TypingRelay;
  /** How often the database had to be listened to anew. */
  reconnections: () => number;
  /** Is told when the database is away, and when it is back. */
  watch: (told: (isThere: boolean) => void) => void;
  /** Finishes what was accepted, then lets go of everything. */
  close: () => Promise<void>;
}

/**
 * Opens what `DATABASE_URL` names. Rejects with one clear line when that cannot be. `failed` is told
 * what a tail's listener threw, `committed` how many messages each commit made durable.
 */
export async function openBackend(
  { store, directDatabaseUrl: direct }: Config,
  failed: (error: unknown) => void,
  committed: OnCommit,
): Promise<Backend> {
  return store.kind === "sqlite"
    ? oneMachine(openSqliteLog(store.path, failed, committed))
    : manyMachines({ url: store.url, direct }, failed, committed);
}

/** The backend of a machine that shares a Postgres database with any number of others. */
async function manyMachines(
  urls: PostgresUrls,
  failed: (error: unknown) => void,
  committed: OnCommit,
): Promise<Backend> {
  const postgres = await openPostgres(urls);
  const machine = crypto.randomUUID();
  const log = openPostgresLog(postgres, failed, committed);
  const roster = await openSharedRoster(postgres, machine);
  return {
    log,
    roster,
    relay: openTypingRelay(postgres, machine),
    reconnections: postgres.listener.reconnections,
    watch: postgres.listener.watch,
    async close() {
      await log.close();
      // Whoever cannot say that it goes is found missing.
      await roster.close().catch(failed);
      await postgres.close();
    },
  };
}

/** The backend of a machine that has its log to itself. */
export function oneMachine(log: Log): Backend {
  return {
    log,
    roster: createLocalRoster(),
    relay: NO_RELAY,
    reconnections: () => 0,
    watch: () => {},
    close: () => log.close(),
  };
}
