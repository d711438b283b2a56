import { openPostgres } from "../../src/store/postgres/open-postgres";
import { openPostgresCommunity } from "../../src/store/postgres/postgres-community";
import {
  openPostgresFiles,
  type PostgresFilesOptions,
} from "../../src/store/postgres/postgres-files";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import type { FilesStore } from "./files-parts";

/** A machine on the database. */
export async function openMachine(url: string, options: PostgresFilesOptions): Promise<FilesStore> {
  const postgres = await openPostgres({ url });
  const log = openPostgresLog(postgres, () => {});
  const { community, persons } = await openPostgresCommunity(postgres, () => {}, log);
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
    persons,
    files,
    async reopen() {
      await close();
      return openMachine(url, { ...options, silentFor: 0 });
    },
    [Symbol.asyncDispose]: close,
  };
}
