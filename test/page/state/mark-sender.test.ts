/** When the server is told of a mark (P36). */
import { expect, setDefaultTimeout, spyOn, test as alone } from "bun:test";
import { MarkSender } from "../../../src/page/state/mark-sender";
import { openRoomList } from "../../../src/page/storage/room-list";
import type { Ask } from "../../../src/client/asking";
import type { Marked } from "../../../src/protocol";
import { memory } from "../../client/memory";
import { until } from "../../support/until";
import { OPEN, type MarkAsked, markingServer } from "./marking-server";

setDefaultTimeout(60_000);

// Most of what each takes is waiting for a next mark, which comes after two seconds at the soonest.
const test = alone.concurrent;

test("P36: of what was read in a room the server is told once in a while, the first at once and the last always", async () => {
  const { ask, asked } = markingServer();
  const roomList = openRoomList(memory());
  roomList.learn([{ ...OPEN, seen: 0 }]);
  const onMarked = ({ room, ...mark }: Marked) => roomList.mark(room, mark);
  const sender = new MarkSender({ roomList, ask, onMarked, setLevel: () => {}, pace: 200 });
  for (const seq of [1, 2, 3, 4]) {
    roomList.see("designers", seq);
    sender.note("designers");
  }
  await until("the last mark", () => asked.at(-1)?.seq === 4);
  expect(asked.map(({ seq }) => seq)).toEqual([1, 4]);
  expect(asked[1]!.at - asked[0]!.at).toBeGreaterThan(190);
});

test("P36: devices that read the same message mark no sooner than their pace, and not all in the same moment", async () => {
  const seconds: number[] = [];
  const began = performance.now();
  const pauses = spyOn(globalThis, "setTimeout");
  for (let n = 0; n < 30; n += 1) {
    const server = markingServer();
    const roomList = openRoomList(memory());
    roomList.learn([{ ...OPEN, seen: 0 }]);
    const onMarked = ({ room, ...mark }: Marked) => roomList.mark(room, mark);
    const ask = (async (event: string, request: MarkAsked) => {
      if (request.seq === 2) seconds.push(performance.now() - began);
      return (server.ask as (...args: unknown[]) => unknown)(event, request);
    }) as unknown as Ask;
    const sender = new MarkSender({ roomList, ask, onMarked, setLevel: () => {}, pace: 200 });
    for (const seq of [1, 2]) {
      roomList.see("designers", seq);
      sender.note("designers");
    }
  }
  // What each device waits for, and not when: a process that stood still is late for all of them at once.
  const chosen = pauses.mock.calls.map(([, pause = 0]) => pause);
  pauses.mockRestore();
  await until("all second marks", () => seconds.length === 30);
  expect(Math.min(...seconds)).toBeGreaterThan(190);
  expect([chosen.length, Math.min(...chosen) >= 200]).toEqual([30, true]);
  expect(Math.max(...chosen) - Math.min(...chosen)).toBeGreaterThan(30);
});
