import { describe, setDefaultTimeout } from "bun:test";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { openPostgresCommunity } from "../../src/store/postgres/postgres-community";
import {
  openPostgresFiles,
  type PostgresFilesOptions,
} from "../../src/store/postgres/postgres-files";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import { preparedDatabase } from "../support/postgres";
import { contractOfFiles, type FilesStore } from "./contract-files";

setDefaultTimeout(60_000);

/** A machine on the database. */
export async function openMachine(url: string, options: PostgresFilesOptions): Promise<FilesStore> {
  const postgres = await openPostgres({ url });
  const log = openPostgresLog(postgres, () => {});
  const { community } = await openPostgresCommunity(postgres, () => {}, log);
  const files = openPostgresFiles(postgres, options);
  let isClosed = false;
  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    await files.close();
    await community.close();
    await log.close();
    await postgres.close();
  }
  return {
    log,
    community,
    files,
    async reopen() {
      await close();
      return openMachine(url, { ...options, silentFor: 0 });
    },
    [Symbol.asyncDispose]: close,
  };
}

describe("files in Postgres", () =>
  contractOfFiles(async ({ bytes = 0, failed = () => {} } = {}) => {
    const database = await preparedDatabase();
    const store = await openMachine(database.url, { limit: bytes, failed });
    return {
      ...store,
      async [Symbol.asyncDispose]() {
        await store[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  }));
