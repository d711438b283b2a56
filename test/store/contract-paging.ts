/** A reader that follows P13, P14 and P22 has what a fresh reader gets: a property over random histories, on every store. */
import { describe, expect, test } from "bun:test";
import type { Log } from "../../src/store/log";
import type { HistoryPage } from "../../src/protocol";
import { Random } from "../chaos/random";
import { type StoreUnderTest, upTo } from "./contract-parts";
import { History } from "./random-history";
import { type Breach, BREACHES } from "./reader-by-the-rules";

/** Stores that answer `since` wrongly. */
const FAULTS: Record<string, (page: HistoryPage) => HistoryPage> = {
  "only new messages are told": (page) => ({
    ...page,
    messages: page.messages.filter(({ edited, gone }) => !edited && !gone),
  }),
  "a cut page ends too high": (page) => ({ ...page, upto: (page.upto ?? 0) + 1 }),
  "a page lacks its last message": (page) => ({ ...page, messages: page.messages.slice(0, -1) }),
};

/** Runs a history, and returns whether the reader has what a fresh one gets. */
async function agrees(log: Log, seed: number, breach?: Breach): Promise<boolean> {
  const history = new History(log, new Random(seed), breach);
  await history.run(120);
  const { messages, floor } = await log.read("lobby", { after: 0, limit: 1000 });
  const { reader } = history;
  const fresh = messages.filter(({ seq }) => seq >= reader.lowest);
  return Bun.deepEquals(reader.shown(floor), fresh);
}

/** For every rev, `since` gives each message that is above it, once, in order. */
async function checkEverySince(log: Log): Promise<void> {
  const { messages, rev } = await log.read("lobby", { after: 0, limit: 1000 });
  const inOrder = messages.toSorted((one, other) => one.rev - other.rev);
  for (let since = 0; since <= rev; since += 1) {
    const page = await log.read("lobby", { since, limit: 1000 });
    expect(page.messages).toEqual(inOrder.filter((message) => message.rev > since));
    expect(page.upto).toBe(rev);
  }
}

/** Rejects when all of a hundred histories go as if nothing was wrong. */
async function isNoticed(what: string, run: (seed: number) => Promise<boolean>): Promise<void> {
  for (const seed of upTo(100)) if (!(await run(seed))) return;
  throw new Error(`in no history it made a difference that ${what}`);
}

/** Whether a reader has what a fresh one gets after a history, with a breach of the rules or a faulty store. */
async function isRightWith(
  make: () => Promise<StoreUnderTest>,
  seed: number,
  breach?: Breach,
  faulty = (page: HistoryPage) => page,
): Promise<boolean> {
  await using store = await make();
  const log = await store.open();
  const seen: Log = {
    ...log,
    read: async (room, range) => {
      const page = await log.read(room, range);
      return range.since === undefined ? page : faulty(page);
    },
  };
  const isRight = await agrees(seen, seed, breach);
  await log.close();
  return isRight;
}

/** The part of the contract about pages. `histories` is how many are tried. */
export function pagingContract(
  name: string,
  make: () => Promise<StoreUnderTest>,
  histories: number,
): void {
  describe(`${name} is read by the rules`, () => {
    test("P13, P14, P22: a reader has what a fresh reader gets, whatever happens between and beside its pages", async () => {
      for (const seed of upTo(histories))
        expect({ seed, isRight: await isRightWith(make, seed) }).toEqual({ seed, isRight: true });
    });

    test("P13: since gives everything that is above it, once, as it is now, for every rev of a history", async () => {
      await using store = await make();
      const log = await store.open();
      await new History(log, new Random(histories)).run(120);
      await checkEverySince(log);
      await log.close();
    });
  });
}

/** That the property notices what it is for. One store is enough. */
export function plantedFaults(make: () => Promise<StoreUnderTest>): void {
  describe("a reader or a store with a fault", () => {
    test.each(BREACHES)("P13, P14, P22: it is noticed when %s", async (breach) => {
      await isNoticed(breach, (seed) => isRightWith(make, seed, breach));
    });

    test.each(Object.keys(FAULTS))("P13: it is noticed when %s", async (fault) => {
      await isNoticed(fault, (seed) => isRightWith(make, seed, undefined, FAULTS[fault]));
    });
  });
}
