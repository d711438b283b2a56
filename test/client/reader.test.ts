import { describe, expect, test } from "bun:test";
import { type KeptRoom, type PageRange, Reader } from "../../src/client/reader";
import { FIXED_LIMITS, type HistoryPage, type Message } from "../../src/protocol";
import { message, RoomLog } from "./room-log";

/** A room's log with pages of at most so many, and a reader of it. */
function open(head: number, floor = 1, most: number = FIXED_LIMITS.page) {
  const log = new RoomLog(head);
  [log.floor, log.most] = [floor, most];
  const asked: PageRange[] = [];
  let isDown = false;
  let held = Promise.resolve();
  const fetchPage = (range: PageRange): Promise<HistoryPage> => {
    asked.push(range);
    if (isDown) return Promise.reject(new Error("the connection was lost"));
    const page = log.read(range);
    return held.then(() => page);
  };
  return {
    reader: new Reader(
      fetchPage,
      () => {},
      () => "ada",
    ),
    log,
    asked,
    /** Appends to the log without telling the reader. */
    append: () => log.append(),
    down: (down: boolean) => {
      isDown = down;
    },
    /** Brings no page that is asked for from now on, until the returned function is called. */
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

/** Messages of somebody else's log, or of an older one. */
const kept = (first: number, last: number, id = ""): KeptRoom => ({
  messages: range(first, last).map((seq) => message(seq, { id: id || `${seq}` })),
  rev: last,
  epoch: "one",
});

/** The reader hears of a message that follows the one before. */
const receive = (reader: Reader, said: Message, by?: string) =>
  reader.receive(said, said.rev - 1, by);
/** A new connection, on which the reader reads what it has missed. */
function catchUp(reader: Reader): Promise<void> {
  reader.begin("one");
  return reader.catchUp();
}

const shown = (reader: Reader) => reader.messages.map(({ seq }) => seq);
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n);

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

const text = (reader: Reader, seq: number) => reader.messages.find((one) => one.seq === seq)?.txt;

describe("P22: of two states of a message the one with the higher rev counts", () => {
  test("whichever of two events comes first", async () => {
    const { reader, log } = open(3);
    await catchUp(reader);
    const [older, newer] = [log.change(2, { txt: "once" }), log.change(2, { txt: "twice" })];
    receive(reader, newer, "lin");
    expect(text(reader, 2)).toBe("twice");
    receive(reader, older, "lin");
    expect(text(reader, 2)).toBe("twice");
  });

  test("also when a change is told while an older page is under way", async () => {
    const { reader, log, hold } = open(120);
    await catchUp(reader);
    const answer = hold();
    const older = reader.loadOlder();
    receive(reader, log.change(40, { txt: "changed" }), "lin");
    answer();
    await older;
    expect(text(reader, 40)).toBe("changed");
  });

  test("also when the first page is older than what was told meanwhile", async () => {
    const { reader, log, hold } = open(3);
    const answer = hold();
    const first = catchUp(reader);
    receive(reader, log.change(3, { txt: "changed" }), "lin");
    receive(reader, log.append());
    answer();
    await first;
    expect([text(reader, 3), shown(reader)]).toEqual(["changed", [1, 2, 3, 4]]);
  });
});

test("P14: after an event that does not follow the cursor, the reader asks since its cursor, once", async () => {
  const { reader, log, asked } = open(3);
  await catchUp(reader);
  log.change(1, { txt: "missed" });
  receive(reader, log.change(2, { txt: "told" }), "lin");
  receive(reader, log.append());
  await reader.catchUp();
  expect(reader.messages.map(({ txt }) => txt)).toEqual([
    "missed",
    "told",
    "message 3",
    "message 4",
  ]);
  expect(asked.slice(1)).toEqual([{ since: 3, last: { seq: 3, id: "3" } }]);
});

test("P14: a change is shown where one reads further up, and the messages stay", async () => {
  const { reader, log } = open(400);
  await catchUp(reader);
  await reader.goTo(100);
  receive(reader, log.change(90, { txt: "changed" }), "lin");
  expect(shown(reader)).toEqual(range(75, 124));
  expect(reader.messages.find(({ seq }) => seq === 90)?.txt).toBe("changed");
});

test("P14: what was kept of the newest messages learns of changes also while one reads further up", async () => {
  const { reader, log } = open(400);
  await catchUp(reader);
  await reader.goTo(100);
  receive(reader, log.change(399, { txt: "", gone: { at: 1 } }), "lin");
  receive(reader, log.append());
  const { messages = [], rev = 0 } = reader.kept ?? {};
  expect(messages.find(({ seq }) => seq === 399)?.txt).toBe("");
  // With this cursor the next reader is told of the new message.
  expect([messages.at(-1)?.seq, rev]).toEqual([400, 400]);
});

test("P14: after very many changes the messages that are here are read again, not all that changed", async () => {
  const { reader, log, asked } = open(3000);
  await catchUp(reader);
  for (let seq = 1; seq <= 3000; seq += 1) log.change(seq, { txt: "changed" });
  await catchUp(reader);
  expect(shown(reader)).toEqual(range(2951, 3000));
  expect(reader.messages.every(({ txt }) => txt === "changed")).toBeTrue();
  expect(asked.length).toBeLessThan(6);
});

test("P26: after an import, which names the log anew, nothing of the former one is left", async () => {
  const { reader, log } = open(3);
  await catchUp(reader);
  log.messages[1] = message(2, { txt: "imported" });
  reader.begin("two");
  expect(shown(reader)).toEqual([]);
  await reader.catchUp();
  expect(reader.messages[1]?.txt).toBe("imported");
  expect(reader.kept?.epoch).toBe("two");
});

test("P25: one's own reactions stay marked as others react, and the server is asked where nobody can know", async () => {
  const others = range(1, 8).map((n) => `lin-${n}`);
  const { reader, log, asked } = open(1);
  const react = (count: number, mine?: true) =>
    log.change(1, { reactions: [{ emoji: "👍", count, from: others, ...(mine ? { mine } : {}) }] });
  react(9, true);
  await catchUp(reader);
  /** An event marks nobody's reactions. */
  const hears = (told: Message, by: string) => {
    const reactions = told.reactions?.map(({ emoji, count, from }) => ({ emoji, count, from }));
    receive(reader, { ...told, reactions: reactions ?? [] }, by);
  };
  const mine = () => reader.messages[0]?.reactions?.[0]?.mine;
  hears(react(10, true), "noor");
  expect([mine(), asked.length]).toEqual([true, 1]);
  // On another device the person took theirs back.
  hears(react(9), "ada");
  await reader.catchUp();
  expect([mine(), asked.length]).toEqual([undefined, 2]);
});

test("a message far up is asked for once, and follows what happens to it", async () => {
  const { reader, log, asked } = open(400);
  await catchUp(reader);
  expect([reader.held(7), reader.held(399)?.seq]).toEqual([undefined, 399]);
  expect((await reader.find(7))?.txt).toBe("message 7");
  expect((await reader.find(7))?.seq).toBe(7);
  receive(reader, log.change(7, { txt: "changed" }), "lin");
  expect([reader.held(7)?.txt, asked.length]).toEqual(["changed", 2]);
  log.floor = 10;
  await catchUp(reader);
  expect([reader.held(7), await reader.find(7)]).toEqual([null, undefined]);
});
