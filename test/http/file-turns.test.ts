import { expect, test } from "bun:test";
import { createFileTurns } from "../../src/http/file-turns";

/** A stream of endless steps, which counts those that are read. */
function file() {
  const counts = { read: 0, cancelled: 0 };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        counts.read += 1;
        if (counts.read > 2) controller.error(new Error("the file is gone"));
        else controller.enqueue(new Uint8Array(1));
      },
      cancel() {
        counts.cancelled += 1;
      },
    },
    { highWaterMark: 0 },
  );
  return { counts, stream };
}

/** Requests for files, each of which asks for its first step. */
function requests(places: number) {
  const turns = createFileTurns(places);
  let begun = 0;
  return {
    begun: () => begun,
    ask: (address: string) => {
      const { counts, stream } = file();
      const reader = turns.inTurn(address, stream, () => (begun += 1)).getReader();
      return { counts, reader, first: reader.read() };
    },
  };
}

/** All that can happen without another request has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("an address that does not read its files has a fifth of the places, and others read meanwhile", async () => {
  const { ask, begun } = requests(20);
  const unread = Array.from({ length: 30 }, () => ask("198.51.100.1"));
  await settled();
  expect(begun()).toBe(4);
  expect(unread.filter(({ counts }) => counts.read > 0)).toHaveLength(4);
  expect((await ask("203.0.113.1").first).value).toHaveLength(1);
});

test("however many addresses do not read, there are never more files under way than places, and each that ends lets the next one begin", async () => {
  const { ask, begun } = requests(20);
  const unread = Array.from({ length: 30 }, (_, n) => [ask(`${n}`), ask(`${n}`)]).flat();
  await settled();
  expect(begun()).toBe(20);
  for (let n = 0; n < unread.length; n += 1) {
    await unread[n]?.reader.cancel();
    await settled();
    expect(begun()).toBeLessThanOrEqual(20 + n + 1);
  }
  expect(begun()).toBeGreaterThanOrEqual(40);
  expect(unread.every(({ counts }) => counts.cancelled === 1)).toBeTrue();
});

test("a file whose bytes are gone gives its place back", async () => {
  const { ask } = requests(4);
  for (let n = 0; n < 10; n += 1) {
    const { reader, first } = ask("203.0.113.1");
    await first;
    await reader.read();
    expect(await reader.read().catch(String)).toContain("gone");
    await settled();
  }
  expect((await ask("203.0.113.1").first).value).toHaveLength(1);
});

test("a file that was read to its end gives its place back", async () => {
  const turns = createFileTurns(1);
  for (let n = 0; n < 3; n += 1) {
    const bytes = new Response("x").body ?? new ReadableStream();
    expect(await new Response(turns.inTurn("203.0.113.1", bytes, () => {})).text()).toBe("x");
  }
});
