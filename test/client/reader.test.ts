import { expect, test } from "bun:test";
import { message } from "./room-log";
import { open, kept, receive, catchUp, shown, range } from "./open-reader";

test("an empty room shows nothing, has nothing older, and its first message is shown", async () => {
  const { reader, append } = open(0);
  await catchUp(reader);
  expect([shown(reader), reader.hasOlder]).toEqual([[], false]);
  receive(reader, append());
  expect([shown(reader), reader.hasOlder]).toEqual([[1], false]);
});

test("a reader begins with the newest page, and older ones join on above without a hole", async () => {
  const { reader } = open(120);
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(71, 120));
  await reader.loadOlder();
  await reader.loadOlder();
  expect(shown(reader)).toEqual(range(1, 120));
  expect(reader.hasOlder).toBeFalse();
});

test("two requests for older messages at once read them once", async () => {
  const { reader } = open(120);
  await catchUp(reader);
  await Promise.all([reader.loadOlder(), reader.loadOlder()]);
  expect(shown(reader)).toEqual(range(21, 120));
});

test("cached messages may have older ones above, until the server has named the floor", async () => {
  const { reader } = open(60, 40);
  reader.restore(kept(40, 50));
  expect(reader.hasOlder).toBeTrue();
  await reader.loadOlder();
  expect(shown(reader)).toEqual(range(40, 50));
  await catchUp(reader);
  expect(reader.hasOlder).toBeFalse();
});

test("below the floor there is nothing older", async () => {
  const { reader } = open(60, 40);
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(40, 60));
  expect(reader.hasOlder).toBeFalse();
});

test("P9: a message that comes twice is shown once", async () => {
  const { reader } = open(3);
  await catchUp(reader);
  receive(reader, message(3));
  receive(reader, message(2));
  expect(shown(reader)).toEqual([1, 2, 3]);
});

test("P14: a hole is seen and filled, and nothing is shown out of order meanwhile", async () => {
  const { reader, append } = open(3);
  await catchUp(reader);
  append();
  const fifth = append();
  receive(reader, fifth);
  expect(shown(reader)).toEqual([1, 2, 3]);
  expect(reader.ahead).toEqual([fifth]);
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(1, 5));
  expect(reader.ahead).toEqual([]);
});

test.each([0, 1, 100, 10_000])("P14: %d missed messages are caught up with", async (missed) => {
  const { reader, append } = open(10);
  await catchUp(reader);
  for (let n = 0; n < missed; n += 1) append();
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(1, 10 + missed));
});

test("catching up goes on where a lost connection left it", async () => {
  const { reader, append, down } = open(3);
  await catchUp(reader);
  append();
  down(true);
  expect(await catchUp(reader).catch(String)).toContain("lost");
  down(false);
  await catchUp(reader);
  expect(shown(reader)).toEqual([1, 2, 3, 4]);
});

test("a message that comes live while the first page is on its way is shown in its place", async () => {
  const { reader, append } = open(3);
  const first = catchUp(reader);
  receive(reader, append());
  await first;
  expect(shown(reader)).toEqual([1, 2, 3, 4]);
});

test("an acknowledged and a live message that cross are shown in the order of the log", async () => {
  const { reader, append } = open(1);
  await catchUp(reader);
  const [own, live] = [append(), append()];
  receive(reader, live);
  receive(reader, own);
  expect(shown(reader)).toEqual([1, 2, 3]);
});

test("a room whose log was restored from an earlier state is read again", async () => {
  const { reader, asked } = open(3);
  await catchUp(reader);
  receive(reader, message(4));
  receive(reader, message(5));
  await catchUp(reader);
  expect(shown(reader)).toEqual([1, 2, 3]);
  expect(asked.at(-1)).toEqual({});
});

test("a head that a live message has overtaken removes nothing, and is verified", async () => {
  const { reader, append, asked } = open(3);
  await catchUp(reader);
  receive(reader, append());
  const all = catchUp(reader);
  expect(shown(reader)).toEqual(range(1, 4));
  receive(reader, append());
  await all;
  expect(shown(reader)).toEqual(range(1, 5));
  expect(asked.at(-1)).toEqual({ since: 4, last: { seq: 4, id: "4" } });
});

test("cached messages are shown at once, and newer ones follow", async () => {
  const { reader, asked } = open(60);
  reader.restore(kept(11, 50));
  expect(shown(reader)).toEqual(range(11, 50));
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(11, 60));
  expect(asked).toEqual([{ since: 50, last: { seq: 50, id: "50" } }]);
  await reader.loadOlder();
  expect(shown(reader)).toEqual(range(1, 60));
});

test("cached messages of another log are replaced by the server's", async () => {
  const { reader } = open(60);
  reader.restore(kept(41, 50, "another log's"));
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(11, 60));
  expect(reader.messages[0]?.id).toBe("11");
});

test("P14: what is below the floor is forgotten, also of the cached messages", async () => {
  const { reader, log, append } = open(300, 200);
  reader.restore(kept(1, 50));
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(200, 300));
  log.floor = 299;
  append();
  await catchUp(reader);
  expect(shown(reader)).toEqual([299, 300, 301]);
});

test("a live message is not shown before the cached ones are verified", async () => {
  const { reader, append } = open(50);
  reader.restore(kept(41, 50, "another log's"));
  receive(reader, append());
  expect(shown(reader)).toEqual(range(41, 50));
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(2, 51));
});
