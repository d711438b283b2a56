/** Connections to Postgres on which every statement ends in time, also when the network drops it silently. */
import { SQL } from "bun";
import { type DatabasePatience, DATABASE_PATIENCE } from "./patience";
import { createPool, type Pool } from "./pool";

export interface ConnectionsOptions {
  url: string;
  /** How many connections it has at most. */
  connections: number;
  /** Whether a pooler may give each statement another of its own connections. */
  pooled: boolean;
  patience?: DatabasePatience;
}

export interface Connections {
  /**
   * Runs one statement with its parameters `$1`, `$2` …. Rejects with `DatabaseAway` when it may pass
   * if it is tried again; it may then have been done or not. Rejects with what Postgres said otherwise.
   */
  run: <Row>(statement: string, parameters: unknown[]) => Promise<Row[]>;
  /** Closes the connections that run nothing. They are opened again when they are needed. */
  shrink: () => Promise<void>;
  /** Waits for running statements, then closes the connections. */
  close: () => Promise<void>;
}

/** The database did not answer, or cannot do its work now; `cause` says why. */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";
}

/** Milliseconds for an answer while a machine boots: many may boot at once, and their database with them. */
export const AT_BOOT = 30_000;
/** Seconds. Proxies between a platform's machines and its databases cut what is older or idle. */
export const MAX_LIFETIME = 600;
const IDLE = 300;
/** Milliseconds. */
const RETRY = 250;

export function openConnections({
  url,
  connections,
  pooled,
  patience = DATABASE_PATIENCE,
}: ConnectionsOptions): Connections {
  const connect = () =>
    createPool(connections, () => {
      return new SQL(url, {
        max: 1,
        maxLifetime: MAX_LIFETIME,
        idleTimeout: IDLE,
        connectionTimeout: patience.connection / 1000,
        // A statement prepared on one connection is not there on the next.
        prepare: !pooled,
      });
    });
  let pool: Pool | Promise<Pool> = connect();
  const closing = Promise.withResolvers<Pool>();

  /** TCP notices a half-open connection only after minutes, so one silent statement replaces all connections. */
  function replace(silent: Pool): void {
    if (silent !== pool) return;
    pool = firstAnswered().then((first) => (pool = first));
    void silent.close(0);
  }

  /**
   * Connections of which one has answered. A statement that the network dropped is never answered, but one
   * that is only slow must not be given up: so a new attempt does not end the one before.
   */
  async function firstAnswered(): Promise<Pool> {
    const found = Promise.withResolvers<Pool>();
    const attempts = new Set<Pool>();
    const attempt = () => {
      const attempted = connect();
      attempts.add(attempted);
      attempted.run("SELECT", []).then(
        () => found.resolve(attempted),
        () => attempted.close(0),
      );
    };
    attempt();
    const timer = setInterval(attempt, patience.attempt);
    const first = await Promise.race([found.promise, closing.promise]);
    clearInterval(timer);
    for (const attempted of attempts) if (attempted !== first) void attempted.close(0);
    return first;
  }

  return {
    async run<Row>(statement: string, parameters: unknown[]): Promise<Row[]> {
      const used = pool instanceof Promise ? await answered(pool, patience.answer) : pool;
      try {
        return await answered<Row[]>(used.run<Row>(statement, parameters), patience.answer);
      } catch (error) {
        if (error instanceof Unanswered) replace(used);
        throw mayPass(error) ? new DatabaseAway(saidBy(error), { cause: error }) : error;
      }
    },

    async shrink() {
      if (!(pool instanceof Promise)) await pool.shrink();
    },

    async close() {
      closing.resolve(connect());
      await (await pool).close(patience.answer / 1000);
    },
  };
}

class Unanswered extends DatabaseAway {}

/** `query`, or a rejection with `DatabaseAway` when it takes more than `ms` milliseconds. */
export async function answered<T>(query: PromiseLike<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const tooLate = new Unanswered(`it did not answer within ${ms} ms`);
  const timer = setTimeout(() => reject(tooLate), ms);
  try {
    return await Promise.race([query, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Does it, again and again while it rejects with `DatabaseAway`, for as long as a machine may take to boot. */
export async function atBoot<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + AT_BOOT;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof DatabaseAway) || performance.now() > deadline) throw error;
      await Bun.sleep(RETRY);
    }
  }
}

/**
 * What Postgres says when it cannot do now what it can do later, by the beginnings of its codes:
 * connection exceptions, resources, an operator's intervention, a lock not given, a conflict between
 * transactions, and a server that is read-only because another one has taken over.
 */
const PASSING = ["08", "53", "57", "55P03", "40", "25006"];

function mayPass(error: unknown): boolean {
  if (error instanceof Unanswered) return true;
  if (!(error instanceof SQL.PostgresError)) return false;
  const said = error.errno;
  if (said === undefined) return error.code !== "ERR_POSTGRES_SYNTAX_ERROR";
  return PASSING.some((beginning) => said.startsWith(beginning));
}

function saidBy(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
