/** Opens everything that is kept, in the embedded store or in the shared one. */
import type { Community } from "./community";
import { startDissolving } from "./dissolving";
import type { OnCommit } from "./group-commit";
import type { StoreLocation } from "./location";
import type { Log } from "./log";
import { watchOlderMachines } from "./postgres/older-machines";
import { openPostgres, type PostgresUrls } from "./postgres/open-postgres";
import { openPostgresCommunity } from "./postgres/postgres-community";
import { openPostgresLog } from "./postgres/postgres-log";
import { openSharedRoster } from "./postgres/shared-roster";
import { openSharedTypingRelay } from "./postgres/shared-typing-relay";
import { createLocalRoster, type Roster } from "./roster";
import type { Persons } from "./persons";
import { startErasing } from "./erasing";
import { openPeopleInMemory, openSqlite, type SqlitePeople } from "./sqlite/open-sqlite";
import { createLocalTypingRelay, type TypingRelay } from "./typing-relay";

/** What the machines of one chat have in common. */
export interface OpenStore {
  log: Log;
  community: Community;
  persons: Persons;
  roster: Roster;
  relay: TypingRelay;
  /** How often this machine had to begin listening to the database again. */
  reconnections: () => number;
  /** Calls `listener` with false when the database is away, and with true when it is back. */
  onAvailability: (listener: (isThere: boolean) => void) => void;
  /** Calls `found` with the number of machines of earlier versions on the same database, every ten seconds while there are any. */
  onOlderMachines: (found: (machines: number) => void) => void;
  /** Finishes what was accepted, then lets go of everything. */
  close: () => Promise<void>;
}

export interface StoreOptions {
  /** The same database past a pooler, where the location leads to one. */
  direct?: string | undefined;
  /** Called with what a listener of a followed room threw. */
  onFault: (error: unknown) => void;
  /** Called with the number of messages of each commit. */
  onCommit?: OnCommit | undefined;
}

/** Milliseconds after which one machine, and each of several, knows that a room was dissolved, or does nothing in it. */
const KNOWN_HERE = 1000;
const KNOWN_EVERYWHERE = 6000;

/** Opens the store at a location. Rejects with one clear line when that cannot be. */
export async function openStore(
  location: StoreLocation,
  { direct, onFault, onCommit }: StoreOptions,
): Promise<OpenStore> {
  if (location.kind === "postgres")
    return storeOfManyMachines({ url: location.url, direct }, onFault, onCommit);
  const { log, ...people } = openSqlite(location.path, onFault, onCommit);
  return storeOfOneMachine(log, people);
}

/** The store of a machine that shares a Postgres database with any number of others. */
async function storeOfManyMachines(
  urls: PostgresUrls,
  onFault: (error: unknown) => void,
  onCommit?: OnCommit,
): Promise<OpenStore> {
  const postgres = await openPostgres(urls);
  const machine = crypto.randomUUID();
  const log = openPostgresLog(postgres, onFault, onCommit);
  const { community, persons } = await openPostgresCommunity(postgres, onFault, log);
  const stopDissolving = startDissolving(log, community, KNOWN_EVERYWHERE);
  const stopErasing = startErasing(log, community, persons, KNOWN_EVERYWHERE);
  const roster = await openSharedRoster(postgres, machine);
  const watches: (() => void)[] = [];
  return {
    log,
    community,
    persons,
    roster,
    relay: openSharedTypingRelay(postgres, machine),
    reconnections: postgres.notifications.reconnections,
    onAvailability: postgres.notifications.onAvailability,
    onOlderMachines: (found) => void watches.push(watchOlderMachines(postgres.reader, found)),
    async close() {
      for (const stop of watches) stop();
      await stopDissolving();
      await stopErasing();
      await community.close();
      await log.close();
      // The other machines find out by themselves that a machine is gone that could not say so.
      await roster.close().catch(onFault);
      await postgres.close();
    },
  };
}

/** The store of a machine that has `log`, and what is kept of people, to itself. */
export function storeOfOneMachine(
  log: Log,
  { community, persons }: SqlitePeople = openPeopleInMemory(() => {}),
): OpenStore {
  const stopDissolving = startDissolving(log, community, KNOWN_HERE);
  const stopErasing = startErasing(log, community, persons, KNOWN_HERE);
  return {
    log,
    community,
    persons,
    roster: createLocalRoster(),
    relay: createLocalTypingRelay(),
    reconnections: () => 0,
    onAvailability: () => {},
    onOlderMachines: () => {},
    async close() {
      await stopDissolving();
      await stopErasing();
      await community.close();
      await log.close();
    },
  };
}
