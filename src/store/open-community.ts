/** Opens what is kept of people for a command that runs beside a server, or without one. */
import type { Community } from "./community";
import type { StoreLocation } from "./location";
import type { Persons } from "./persons";
import { openPostgres } from "./postgres/open-postgres";
import { openPostgresSource } from "./postgres/postgres-archive";
import { openPostgresCommunity } from "./postgres/postgres-community";
import { openSqliteBeside } from "./sqlite/open-sqlite";

/** The community with what is kept of persons. Its `close` closes all of it. */
export type People = Community & { persons: Persons };

/**
 * Opens the community of the store at a location, also while a server has it open, which hears within a second of what is
 * changed. Rejects with one clear line when the store is not there, or of another version.
 */
export async function openCommunity(location: StoreLocation, direct?: string): Promise<People> {
  if (location.kind === "sqlite") {
    const { community, persons } = openSqliteBeside(location.path);
    return { ...community, persons };
  }
  // Opening a database brings it up to date, or fills an empty one: that is for a server to do.
  await (await openPostgresSource(direct ?? location.url))[Symbol.asyncDispose]();
  const postgres = await openPostgres({ url: location.url, direct });
  const { community, persons } = await openPostgresCommunity(postgres, () => {});
  return {
    ...community,
    persons,
    async close() {
      await community.close();
      await postgres.close();
    },
  };
}
