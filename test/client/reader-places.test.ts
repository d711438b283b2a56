/** A reader that goes to places far from the newest messages. */
import { describe, expect, test } from "bun:test";
import { open, kept, receive, catchUp, shown, range } from "./open-reader";

test("from a message far back, the reader reads on until the messages are live again", async () => {
  const { reader, append } = open(400);
  await catchUp(reader);
  await reader.goTo(100);
  expect(shown(reader)).toEqual(range(75, 124));
  expect([reader.hasOlder, reader.hasNewer]).toEqual([true, true]);
  receive(reader, append());
  expect(shown(reader).at(-1)).toBe(124);
  while (reader.hasNewer) await reader.loadNewer();
  expect(shown(reader)).toEqual(range(75, 401));
  receive(reader, append());
  expect(shown(reader).at(-1)).toBe(402);
});

describe("P13: where messages are so long that a page has few of them", () => {
  test.each([1, 3, 7])("all is read, up and down, in pages of %d", async (most) => {
    const { reader, append } = open(40, 1, most);
    await catchUp(reader);
    expect(shown(reader)).toEqual(range(41 - most, 40));
    while (reader.hasOlder) await reader.loadOlder();
    expect(shown(reader)).toEqual(range(1, 40));
    for (let n = 0; n < 9; n += 1) append();
    await catchUp(reader);
    expect(shown(reader)).toEqual(range(1, 49));
  });

  test.each([1, 3, 7])("one goes to a message and sees it, in pages of %d", async (most) => {
    const { reader } = open(100, 1, most);
    await reader.goTo(50);
    expect(shown(reader)).toEqual(range(51 - most, 50));
    while (reader.hasNewer) await reader.loadNewer();
    expect(shown(reader)).toEqual(range(51 - most, 100));
  });

  test("a message that retention has removed is not looked for further up than there is", async () => {
    const { reader, asked } = open(100, 60);
    await reader.goTo(50);
    expect(shown(reader)).toEqual(range(60, 74));
    expect(asked).toHaveLength(1);
  });
});

test("of a room open for long the last thousand messages stay in memory, and older ones are read again", async () => {
  const { reader, append } = open(10);
  await catchUp(reader);
  for (let n = 11; n <= 5000; n += 1) {
    receive(reader, append());
    reader.drop(n);
    expect(reader.messages.length).toBeLessThanOrEqual(1001);
  }
  const first = shown(reader)[0]!;
  expect(shown(reader)).toEqual(range(first, 5000));
  await reader.loadOlder();
  expect(shown(reader)).toEqual(range(first - 50, 5000));
});

test("drawn messages, and those somewhat above them, are never dropped", async () => {
  const { reader, append } = open(10);
  await catchUp(reader);
  for (let n = 11; n <= 3000; n += 1) {
    receive(reader, append());
    reader.drop(600);
  }
  expect(shown(reader)).toEqual(range(1, 3000));
  reader.drop(2000);
  expect(shown(reader)).toEqual(range(1500, 3000));
});

test("a message that comes live while the last page below is on its way is not left out", async () => {
  const { reader, append } = open(130);
  await reader.goTo(100);
  const last = reader.loadNewer();
  receive(reader, append());
  await last;
  while (reader.hasNewer) await reader.loadNewer();
  expect(shown(reader)).toEqual(range(75, 131));
});

test("the reader returns from far back to the newest at once", async () => {
  const { reader } = open(400);
  await reader.goTo(100);
  await reader.goTo();
  expect(shown(reader)).toEqual(range(351, 400));
  expect(reader.hasNewer).toBeFalse();
});

test("catching up leaves a reader far back in the room where they are", async () => {
  const { reader } = open(400);
  await reader.goTo(100);
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(75, 124));
});

test("going to another place during a reading makes no hole", async () => {
  const { reader } = open(400);
  reader.restore(kept(1, 10));
  const all = catchUp(reader);
  await reader.goTo(200);
  await all;
  const [first = 0, last = 0] = [shown(reader)[0], shown(reader).at(-1)];
  expect(shown(reader)).toEqual(range(first, last));
});
