/** What the contract suites of the stores share. */
import { afterAll, beforeAll } from "bun:test";
import type { Draft, Log } from "../../src/store/log";
import type { Message } from "../../src/protocol";

/** A store of the test's own, which outlives the logs opened on it. */
export interface StoreUnderTest extends AsyncDisposable {
  /** Opens a log on it. `failed` is called with what a listener of a followed room threw. */
  open: (failed?: (error: unknown) => void) => Promise<Log>;
}

/** A message of ada's. */
export const ada = (id: string, more: Partial<Draft> = {}): Draft => ({
  room: "lobby",
  id,
  from: "ada-ada-ada-ada-",
  name: "ada",
  txt: `message ${id}`,
  ...more,
});

export const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq);
export const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

export async function appendMany(
  log: Log,
  count: number,
  more: Partial<Draft> = {},
): Promise<Message[]> {
  return Promise.all(upTo(count).map((n) => log.append(ada(`id-${n}`, more))));
}

/** Ten messages of a hundred bytes each. */
export const appendHundreds = (log: Log) =>
  appendMany(log, 10, { name: "阿达", txt: `${"传".repeat(31)}.` });

/** Runs a test with a store and a log on it, and closes both. */
export async function withLog(
  make: () => Promise<StoreUnderTest>,
  run: (log: Log, store: StoreUnderTest) => Promise<void>,
): Promise<void> {
  await using store = await make();
  const log = await store.open();
  await run(log, store);
  await log.close();
}

/** One log for all tests of a `describe` that only read, filled before the first. */
export function filledLog(
  make: () => Promise<StoreUnderTest>,
  fill: (log: Log) => Promise<unknown>,
): () => Log {
  const closing = new AsyncDisposableStack();
  let log: Log;
  beforeAll(async () => {
    const store = closing.use(await make());
    log = await store.open();
    closing.defer(() => log.close());
    await fill(log);
  }, 60_000);
  afterAll(() => closing.disposeAsync(), 60_000);
  return () => log;
}
