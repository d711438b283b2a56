/** A reader and the changes of messages. */
import { describe, expect, test } from "bun:test";
import type { Reader } from "../../src/client/reader";
import type { Message } from "../../src/protocol";
import { message } from "./room-log";
import { open, receive, catchUp, shown, range } from "./open-reader";

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
