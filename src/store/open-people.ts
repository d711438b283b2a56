/** Opens the people of a store without its messages, for commands: servers may have the store open meanwhile. */
import type { Community } from "./community";
import type { StoreLocation } from "./location";
import { openSqliteBeside } from "./sqlite/beside";

/** What commands ask of the people. */
export type People = Pick<Community, "person" | "members" | "decide">;

export interface OpenPeople {
  people: People;
  [Symbol.asyncDispose]: () => Promise<void>;
}

/** Rejects with one clear line when the store is not there, or of another version. */
export async function openPeople(store: StoreLocation, direct?: string): Promise<OpenPeople> {
  if (store.kind === "postgres") throw new Error(`not yet ${direct}`);
  const { community, close } = openSqliteBeside(store.path);
  return { people: community, [Symbol.asyncDispose]: close };
}
