import { setDefaultTimeout } from "bun:test";
import { openCommunity } from "../../src/store/open-community";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { openPostgresCommunity } from "../../src/store/postgres/postgres-community";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import { preparedDatabase } from "../support/postgres";
import { communityContract } from "./contract-community";
import type { CommunityMachine, CommunityStore } from "./community-parts";

setDefaultTimeout(60_000);

async function machineOn(...asked: Parameters<typeof openPostgres>): Promise<CommunityMachine> {
  const postgres = await openPostgres(...asked);
  const log = openPostgresLog(postgres, () => {});
  const community = await openPostgresCommunity(postgres, () => {});
  return {
    log,
    community,
    async [Symbol.asyncDispose]() {
      await community.close();
      await log.close();
      await postgres.close();
    },
  };
}

async function postgresCommunity(): Promise<CommunityStore & { url: string }> {
  const database = await preparedDatabase();
  return {
    url: database.url,
    open: () => machineOn({ url: database.url }),
    beside: () => openCommunity({ kind: "postgres", url: database.url }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

communityContract("the Postgres store", postgresCommunity);
