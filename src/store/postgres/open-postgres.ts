/** One Postgres database, as every machine of a chat sees it. */
import { SQL } from "bun";
import { AT_BOOT, type Connections, DatabaseAway, openConnections } from "./connections";
import { type Notifications, openNotifications } from "./notifications";
import { migratePostgres } from "./migrate";
import { type DatabasePatience, DATABASE_PATIENCE } from "./patience";

export interface PostgresUrls {
  /** Where statements go. */
  url: string;
  /** Where to listen and to migrate, past a pooler, where `url` leads to one. */
  direct?: string | undefined;
}

export interface Postgres {
  /** For statements that wait for locks, so that no other statement waits behind them. */
  writer: Connections;
  reader: Connections;
  /** Further connections. The caller closes them. They are made when they are needed. */
  another: (connections: number) => Connections;
  /** Runs a statement on a connection of its own, for as long as it takes. */
  alone: Connections["run"];
  notifications: Notifications;
  patience: DatabasePatience;
  /** Names the log (P26). */
  epoch: string;
  /** Gives back memory that only load needs. */
  shrink: () => Promise<void>;
  close: () => Promise<void>;
}

const READERS = 3;

/** Connects, and brings the database up to date. Rejects with one clear line when that cannot be. */
export async function openPostgres(
  { url, direct }: PostgresUrls,
  patience: DatabasePatience = DATABASE_PATIENCE,
): Promise<Postgres> {
  const pooled = direct !== undefined;
  const variable = pooled ? "DIRECT_DATABASE_URL" : "DATABASE_URL";
  const epoch = await prepare(direct ?? url, variable);
  const opened: Connections[] = [];
  const another = (connections: number) => {
    const added = openConnections({ url, connections, pooled, patience });
    opened.push(added);
    return added;
  };
  const writer = another(1);
  const reader = another(READERS);
  const close = () => Promise.all([writer.close(), reader.close()]);
  try {
    const notifications = await openNotifications(direct ?? url, reader, patience);
    return {
      writer,
      reader,
      another,
      alone: (statement, parameters) => runAlone(direct ?? url, statement, parameters),
      notifications,
      patience,
      epoch,
      async shrink() {
        await Promise.all(opened.map((one) => one.shrink()));
      },
      async close() {
        await notifications.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw explained(error, direct ?? url, variable);
  }
}

async function runAlone<Row>(
  url: string,
  statement: string,
  parameters: unknown[],
): Promise<Row[]> {
  const sql = new SQL(url, { max: 1, connectionTimeout: AT_BOOT / 1000 });
  try {
    return await sql.unsafe<Row[]>(statement, parameters);
  } finally {
    await sql.close({ timeout: 0 });
  }
}

/** Brings the database up to date, and resolves with the log's epoch. */
async function prepare(url: string, variable: string): Promise<string> {
  const sql = new SQL(url, { max: 1, connectionTimeout: AT_BOOT / 1000 });
  try {
    await migratePostgres(sql);
    const [epoch] = await sql<{ id: string }[]>`SELECT id FROM chuan.epoch`;
    return epoch?.id ?? "";
  } catch (error) {
    throw explained(error, url, variable);
  } finally {
    await sql.close({ timeout: 0 });
  }
}

/** The error of Postgres, or that it did not answer, with its address and the variable that names it, without the password. */
export function explained(error: unknown, url: string, variable = "DATABASE_URL"): unknown {
  if (!(error instanceof SQL.SQLError || error instanceof DatabaseAway)) return error;
  const { host, pathname } = new URL(url);
  return new Error(
    `the database ${host}${pathname} cannot be used (${error.message}): is it running, and is ${variable} right?`,
    { cause: error },
  );
}
