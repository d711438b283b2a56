import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { openStore, readLocation } from "../../src/store";
import { quickFolder } from "../support/folder";
import { preparedDatabase } from "../support/postgres";
import { ada as draft, seqs, upTo } from "./contract-parts";

setDefaultTimeout(60_000);

interface Place extends AsyncDisposable {
  url: string;
}

async function inFile(): Promise<Place> {
  const folder = await quickFolder("chuan-shrinking-");
  const remove = () => rm(folder, { recursive: true, force: true });
  return { url: `sqlite:${folder}/chuan.db`, [Symbol.asyncDispose]: remove };
}

const inMemory = (): Promise<Place> =>
  Promise.resolve({ url: "sqlite::memory:", [Symbol.asyncDispose]: () => Promise.resolve() });

test.each([
  ["SQLite in a file", inFile],
  ["SQLite in memory", inMemory],
  ["Postgres", preparedDatabase],
])("%s loses nothing that is written and read while it gives memory back", async (_, open) => {
  await using place = await open();
  const faults: unknown[] = [];
  const { log, shrink, close } = await openStore(readLocation(place.url), {
    onFault: (error) => faults.push(error),
  });
  for (const round of upTo(5)) {
    const writing = upTo(20).map((n) => log.append(draft(`${round}-${n}`)));
    const reading = log.read("lobby", { limit: 100 });
    await shrink();
    expect(seqs(await Promise.all(writing))).toHaveLength(20);
    expect((await reading).messages.length).toBeGreaterThanOrEqual((round - 1) * 20);
    await shrink();
  }
  const { messages } = await log.read("lobby", { limit: 100 });
  expect(seqs(messages)).toEqual(upTo(100));
  await close();
  expect(faults).toEqual([]);
});
