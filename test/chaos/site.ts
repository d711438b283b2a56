/** What serves the people of a campaign: one machine, or several on one database. */
import { rename, rm } from "node:fs/promises";
import { backUp, openSqliteLog, openStore, readLocation } from "../../src/store";
import { epochOf } from "./epoch-of";
import { crownKeeper } from "./keeper";
import type { Machine } from "./machine";
import type { Epoch } from "./records";

/** A failure, a deploy or a restore of the servers, which is over when it resolves. */
export interface Blow {
  what: string;
  strike: () => Promise<unknown>;
}

export interface Site {
  /** Makes the keeper the server's owner, before it is started. */
  crown: () => Promise<void>;
  start: () => Promise<unknown>;
  /** Where somebody connects who connects now. */
  port: () => number;
  /** Where every machine listens. */
  ports: () => number[];
  /** Its failures, deploys and restores of a round, one after the other. */
  blows: (round: number) => Blow[];
  /** The logs that were replaced by restored backups, as they were at their end. */
  replaced: () => Epoch[];
  /** Ends all machines, and resolves with all that the store holds then, of which a byte is a character. */
  remains: () => Promise<string>;
}

/** Every so many rounds the servers are also asked to leave, as at a deploy, and restored from a backup. */
export const DEPLOY_EVERY = 2;
/** Milliseconds from a backup to the accident after which it is restored: what is said and changed meanwhile is lost. */
export const BACKUP_AGE = 300;

/** One machine that is killed in every round, and deployed and restored in some. Its store is the SQLite file `path`. */
export function oneMachine(machine: Machine, path: string): Site {
  const replaced: Epoch[] = [];
  const crash = { what: "a crash", strike: () => machine.crash().then(() => machine.start()) };
  const deploy = { what: "a deploy", strike: () => machine.leave().then(() => machine.start()) };

  async function strike(): Promise<void> {
    const copy = `${path}.backup`;
    const backedUpAt = performance.now();
    await backUp(path, copy);
    await Bun.sleep(BACKUP_AGE);
    await machine.crash();
    const endedAt = performance.now();
    const log = openSqliteLog(path, () => {});
    replaced.push({ ...(await epochOf(log)), backedUpAt, endedAt });
    await log.close();
    for (const end of ["", "-wal", "-shm"]) await rm(`${path}${end}`, { force: true });
    await rename(copy, path);
    await machine.start();
  }
  const restore = { what: "a restore from a backup", strike };

  return {
    crown: () => crownIn(`sqlite:${path}`),
    start: () => machine.start(),
    port: () => machine.port,
    ports: () => [machine.port],
    blows: (round) => (round % DEPLOY_EVERY === 0 ? [deploy, restore, crash] : [crash]),
    replaced: () => replaced,
    async remains() {
      await machine.leave();
      return filesOf(path);
    },
  };
}

/** Makes the keeper the owner in a store that no machine has open. */
export async function crownIn(databaseUrl: string): Promise<void> {
  const store = await openStore(readLocation(databaseUrl), { onFault: () => {} });
  await crownKeeper(store.community);
  await store.close();
}

/** The bytes of a SQLite file and its log. */
export async function filesOf(path: string): Promise<string> {
  const files = ["", "-wal"].map((end) => Bun.file(`${path}${end}`));
  const bytes = files.map(async (file) =>
    (await file.exists()) ? Buffer.from(await file.arrayBuffer()).toString("latin1") : "",
  );
  return (await Promise.all(bytes)).join("");
}
