/** A server of which a test holds parts of the store, and lets them wait. */

import {
  type Community,
  type Log,
  openSqlite,
  type Persons,
  storeOfOneMachine,
} from "../../../src/store";
import { readConfig } from "../../../src/start/config";
import { serveOn } from "../../support/server";

/** A door that a test closes, and opens again for all who wait. */
export function gate() {
  let opened = Promise.withResolvers<void>();
  opened.resolve();
  let waiting = 0;
  return {
    close: () => void (opened = Promise.withResolvers()),
    open: () => opened.resolve(),
    waiting: () => waiting,
    async pass(): Promise<void> {
      waiting += 1;
      await opened.promise;
      waiting -= 1;
    },
  };
}

interface Parts {
  log: Log;
  community: Community;
  persons: Persons;
}

/** A server on a store in memory of which a test replaces parts. */
export async function serveWith(replace: (parts: Parts) => Partial<Parts>, env = {}) {
  const parts = openSqlite(":memory:", () => {});
  const { log, community, persons } = { ...parts, ...replace(parts) };
  const config = readConfig({ PORT: "0", HOST: "127.0.0.1", DRAIN_SECONDS: "1", ...env });
  const server = await serveOn(storeOfOneMachine(log, { community, persons }), config);
  return {
    url: server.url,
    community: parts.community,
    persons: parts.persons,
    stop: server.stop,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
