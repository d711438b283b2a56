/** Machines on one Postgres database, for tests. */
import type { Change } from "../../src/store/changes";
import { type Draft, type Log, LogUnavailable } from "../../src/store/log";
import { openPostgresCommunity } from "../../src/store/postgres/postgres-community";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import { DATABASE_PATIENCE, type DatabasePatience } from "../../src/store/postgres/patience";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import type { Message } from "../../src/protocol";
import { within } from "../support/deadline";
import { preparedDatabase } from "../support/postgres";
import type { CommunityMachine } from "./community-parts";
import type { StoreUnderTest } from "./contract-parts";

type Machine = Log & AsyncDisposable;

/** Less than a machine waits for otherwise, since these tests are about what it does then. */
export const HASTY: DatabasePatience = {
  ...DATABASE_PATIENCE,
  answer: 1000,
  connection: 1000,
  attempt: 200,
  silence: 200,
  echo: 500,
  message: 1000,
};

interface MachineOptions {
  failed?: ((error: unknown) => void) | undefined;
  direct?: string;
  patience?: DatabasePatience;
}

/** The log as one machine has it, whose network leads to the database at `url`. */
export async function machine(
  url: string,
  { failed = () => {}, direct, patience }: MachineOptions = {},
): Promise<Machine> {
  const postgres = await openPostgres({ url, direct }, patience);
  const log = openPostgresLog(postgres, failed);
  async function close() {
    await log.close();
    await postgres.close();
  }
  return { ...log, close, [Symbol.asyncDispose]: close };
}

/** The log and the people as one machine has them. */
export async function communityMachine(
  ...asked: Parameters<typeof openPostgres>
): Promise<CommunityMachine> {
  const postgres = await openPostgres(...asked);
  const log = openPostgresLog(postgres, () => {});
  const { community, persons } = await openPostgresCommunity(postgres, () => {}, log);
  return {
    log,
    community,
    persons,
    async [Symbol.asyncDispose]() {
      await community.close();
      await log.close();
      await postgres.close();
    },
  };
}

export async function postgresStore(): Promise<StoreUnderTest> {
  const database = await preparedDatabase();
  return {
    open: (failed) => machine(database.url, { failed }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Milliseconds: no promise, only the end of all patience with a machine that has much to do. */
export const PATIENT = 30_000;

/** Asks again and again, as clients do, until the log does it. */
async function untilDone<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
    }
  }
}

/** Appends as a client does: with the same send key, until it is acknowledged. */
export const insist = (log: Log, one: Draft) => untilDone(() => log.append(one));

/** Changes as a client does: with the same send key, until it is acknowledged. */
export const insistOnChange = (log: Log, one: Change) => untilDone(() => log.change(one));

/** The messages of a room that a machine gets from now on. */
export async function follow(log: Log, room = "lobby") {
  const messages: Message[] = [];
  let wanted = { seq: Infinity, resolve: () => {} };
  const told = (message: Message) => {
    messages.push(message);
    if (message.seq >= wanted.seq) wanted.resolve();
  };
  await untilDone(() => log.follow(room, told));
  return {
    messages,
    async upTo(seq: number, ms = PATIENT): Promise<Message[]> {
      const reached = new Promise<void>((resolve) => {
        wanted = { seq, resolve };
        // What came last may be a change of an earlier message.
        if (messages.some((message) => message.seq >= seq)) resolve();
      });
      await within(ms, `message ${seq}, after ${messages.length} messages,`, reached);
      return messages;
    },
  };
}
