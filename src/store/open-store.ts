/** Opens everything that is kept, in the embedded store or in the shared one. */
import type { Community } from "./community";
import { startDissolving } from "./dissolving";
import type { Failed } from "./failed";
import type { Files } from "./files/files";
import { openFolder } from "./files/folder";
import { createBytesInMemory } from "./files/memory";
import { filesFolder, type FilesOptions } from "./files/options";
import { startSweeping } from "./files/sweeping";
import type { OnCommit } from "./group-commit";
import type { StoreLocation } from "./location";
import type { Log } from "./log";
import { watchOlderMachines } from "./postgres/older-machines";
import { openPostgres, type PostgresUrls } from "./postgres/open-postgres";
import { openPostgresCommunity } from "./postgres/postgres-community";
import { openPostgresFiles } from "./postgres/postgres-files";
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
  /** Files of messages; undefined where the chat takes none. */
  files: Files | undefined;
  roster: Roster;
  relay: TypingRelay;
  /** How often this machine had to begin listening to the database again. */
  reconnections: () => number;
  /** Calls `listener` with false when the database is away, and with true when it is back. */
  onAvailability: (listener: (isThere: boolean) => void) => void;
  /** Calls `found` with the number of machines of earlier versions on the same database, every ten seconds while there are any. */
  onOlderMachines: (found: (machines: number) => void) => void;
  /** Gives back memory that only load needs. */
  shrink: () => Promise<void>;
  /** Finishes what was accepted, then lets go of everything. */
  close: () => Promise<void>;
}

export interface StoreOptions {
  /** The same database past a pooler, where the location leads to one. */
  direct?: string | undefined;
  /** Called with what a listener of a followed room threw, and with what kept other work from being done. */
  onFault: Failed;
  /** Called with the number of messages of each commit. */
  onCommit?: OnCommit | undefined;
  /** Without them, the chat takes no files. */
  files?: FilesOptions | undefined;
}

const NO_FILES: FilesOptions = { place: "off", bytes: 0 };

/** Milliseconds after which one machine, and each of several, knows that a room was dissolved, or does nothing in it. */
const KNOWN_HERE = 1000;
const KNOWN_EVERYWHERE = 6000;

/** Opens the store at a location. Rejects with one clear line when that cannot be. */
export async function openStore(
  location: StoreLocation,
  { direct, onFault, onCommit, files }: StoreOptions,
): Promise<OpenStore> {
  const folder = files && filesFolder(location, files.place);
  if (location.kind === "postgres")
    return storeOfManyMachines({ url: location.url, direct }, { onFault, onCommit, files });
  const { log, openFiles, shrink, ...people } = openSqlite(location.path, onFault, onCommit);
  const { place, bytes: limit, failed = onFault } = files ?? NO_FILES;
  const bytesOf = (owner: string) =>
    folder === undefined ? createBytesInMemory() : openFolder(folder, owner);
  try {
    const opened = place === "off" ? undefined : openFiles({ bytesOf, limit, failed });
    return { ...storeOfOneMachine(log, people, opened, failed), shrink };
  } catch (error) {
    await people.community.close();
    await log.close();
    throw error;
  }
}

/** The store of a machine that shares a Postgres database with any number of others. */
async function storeOfManyMachines(
  urls: PostgresUrls,
  { onFault, onCommit, files: wanted }: Omit<StoreOptions, "direct">,
): Promise<OpenStore> {
  const postgres = await openPostgres(urls);
  const machine = crypto.randomUUID();
  const log = openPostgresLog(postgres, onFault, onCommit);
  const { community, persons } = await openPostgresCommunity(postgres, onFault, log);
  const stopDissolving = startDissolving(log, community, KNOWN_EVERYWHERE);
  const stopErasing = startErasing(log, community, persons, KNOWN_EVERYWHERE);
  const roster = await openSharedRoster(postgres, machine);
  const { place, bytes: limit, failed = onFault } = wanted ?? NO_FILES;
  const files = place === "off" ? undefined : openPostgresFiles(postgres, { limit, failed });
  const stopSweeping = files && startSweeping(files, failed);
  const watches: (() => void)[] = [];
  return {
    log,
    community,
    persons,
    files,
    roster,
    relay: openSharedTypingRelay(postgres, machine),
    reconnections: postgres.notifications.reconnections,
    onAvailability: postgres.notifications.onAvailability,
    onOlderMachines: (found) => void watches.push(watchOlderMachines(postgres.reader, found)),
    shrink: postgres.shrink,
    async close() {
      for (const stop of watches) stop();
      await stopDissolving();
      await stopErasing();
      await files?.close();
      await stopSweeping?.();
      // Each may wait for a database that is silent: one after the other, they would take longer than a process may to end.
      await Promise.all([community.close(), log.close(), roster.close().catch(onFault)]);
      await postgres.close();
    },
  };
}

/**
 * The store of a machine that has `log`, what is kept of people, and `files` to itself. `failed` is called with what ended a sweep of
 * files.
 */
export function storeOfOneMachine(
  log: Log,
  { community, persons }: SqlitePeople = openPeopleInMemory(() => {}),
  files?: Files,
  failed: (error: unknown) => void = () => {},
): OpenStore {
  const stopDissolving = startDissolving(log, community, KNOWN_HERE);
  const stopErasing = startErasing(log, community, persons, KNOWN_HERE);
  const stopSweeping = files && startSweeping(files, failed);
  return {
    log,
    community,
    persons,
    files,
    roster: createLocalRoster(),
    relay: createLocalTypingRelay(),
    reconnections: () => 0,
    onAvailability: () => {},
    onOlderMachines: () => {},
    shrink: () => Promise.resolve(),
    async close() {
      await stopDissolving();
      await stopErasing();
      await files?.close();
      await stopSweeping?.();
      await community.close();
      await log.close();
    },
  };
}
