/** What the tests of a file share. */
import { afterAll, beforeAll } from "bun:test";

/**
 * Something for all tests of a file, or of a `describe`: made before the first of them, disposed of after the last. Each test takes
 * rooms, people and names of its own in it, and so passes alone and in any order.
 */
export function shared<Thing extends AsyncDisposable>(make: () => Promise<Thing>): () => Thing {
  let made: Thing | undefined;
  beforeAll(async () => {
    made = await make();
  }, 60_000);
  afterAll(async () => {
    await made?.[Symbol.asyncDispose]();
  }, 60_000);
  return () => {
    if (!made) throw new Error("it is made before the first test");
    return made;
  };
}
