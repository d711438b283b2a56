/** Which store `DATABASE_URL` names, for whoever reads it or fills it as a whole. */
import type { Source, Target } from "./archive";
import { openPostgresSource, openPostgresTarget } from "./postgres";
import { openSqliteSource, openSqliteTarget } from "./sqlite";

const SQLITE = "sqlite:";
const POSTGRES = /^postgres(ql)?:/;

/** Opens the store that `DATABASE_URL` names for reading. Rejects with one clear line when that cannot be. */
export async function openSource(url: string): Promise<Source> {
  return POSTGRES.test(url) ? openPostgresSource(url) : openSqliteSource(sqlitePath(url));
}

/** Opens the empty store that `DATABASE_URL` names for filling. Rejects with one clear line when that cannot be. */
export async function openTarget(url: string): Promise<Target> {
  return POSTGRES.test(url) ? openPostgresTarget(url) : openSqliteTarget(sqlitePath(url));
}

/** The path of the embedded store that `DATABASE_URL` names. Throws when it names none. */
export function sqlitePath(url: string): string {
  if (url.startsWith(SQLITE)) return url.slice(SQLITE.length);
  if (POSTGRES.test(url))
    throw new Error(
      "DATABASE_URL is a Postgres database: use pg_dump (its schema is chuan), or bun run export",
    );
  throw new Error(`DATABASE_URL is ${JSON.stringify(url)}, but it must be sqlite:PATH`);
}
