import { setDefaultTimeout } from "bun:test";
import { openCommunity } from "../../src/store/open-community";
import { openSqlite } from "../../src/store/sqlite/open-sqlite";
import { communityContract } from "./contract-community";
import type { CommunityMachine, CommunityStore } from "./community-parts";
import { makeSqliteStore } from "./sqlite-store";

setDefaultTimeout(60_000);

/** The machine that has the file. */
function machineOn(path: string): CommunityMachine {
  const { log, community } = openSqlite(path, () => {});
  return {
    log,
    community,
    async [Symbol.asyncDispose]() {
      await community.close();
      await log.close();
    },
  };
}

async function sqliteCommunity(): Promise<CommunityStore & { path: string }> {
  const store = await makeSqliteStore();
  return {
    ...store,
    open: () => Promise.resolve(machineOn(store.path)),
    beside: () => openCommunity({ kind: "sqlite", path: store.path }),
  };
}

communityContract("the SQLite store", sqliteCommunity);
