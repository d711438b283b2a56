/** Where the store is: the meaning of `DATABASE_URL`. */
export type StoreLocation = { kind: "sqlite"; path: string } | { kind: "postgres"; url: string };

/** The path of a store that is kept nowhere. */
export const MEMORY_STORE = ":memory:";

const SQLITE = "sqlite:";
const POSTGRES_URL = "postgres://USER:PASSWORD@HOST/DATABASE";

/** The store that a URL names. Throws with what the URL must be. */
export function readLocation(url: string): StoreLocation {
  const path = url.startsWith(SQLITE) ? url.slice(SQLITE.length) : "";
  // SQLite itself takes an empty path for a temporary file.
  if (path !== "") return { kind: "sqlite", path };
  if (/^postgres(ql)?:/.test(url)) return { kind: "postgres", url: postgresUrl(url) };
  throw new Error(`sqlite:PATH or ${POSTGRES_URL}`);
}

/** `url`, if it is one of a Postgres database. Throws with what it must be. */
export function postgresUrl(url: string): string {
  if (!isPostgresUrl(url))
    throw new Error(`${POSTGRES_URL}, with # as %23, / as %2F and so on in the password`);
  return url;
}

function isPostgresUrl(url: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return false;
  const { hostname, pathname, search, hash } = new URL(url);
  // An @ behind the host is the one before it: what seems to be a path began in the password.
  return hostname !== "" && !`${pathname}${search}${hash}`.includes("@");
}

/** The path of an embedded store. Throws with one clear line when the store is another. */
export function sqlitePath(store: StoreLocation): string {
  if (store.kind === "sqlite") return store.path;
  throw new Error(
    "DATABASE_URL is a Postgres database: use pg_dump (its schema is chuan), or bun run export",
  );
}

/** The location for logs: without user and password. */
export function describeLocation(store: StoreLocation): string {
  if (store.kind === "sqlite") return SQLITE + store.path;
  const { host, pathname } = new URL(store.url);
  return `postgres://${host}${pathname}`;
}
