import { afterEach, expect, jest, test } from "bun:test";
import { signal } from "@preact/signals";
import type { Outgoing } from "../../../src/client/outbox";
import type { KeptRoom, PageRange } from "../../../src/client/reader";
import type { Room } from "../../../src/page/state/room";
import { ServedRoom } from "../../../src/page/state/served-room";
import { openRoomList } from "../../../src/page/storage/room-list";
import type { Message } from "../../../src/protocol";
import { memory } from "../../client/memory";
import { RoomLog } from "../../client/room-log";
import { NO_CACHE } from "../forgetful";

/** Milliseconds in which all is kept that is to be. */
const LONG = 60_000;

afterEach(() => void jest.useRealTimers());

/** A room that ada opens, with a log that answers as the server does. */
async function open({
  said: count = 0,
  seen = undefined as number | undefined,
  at = undefined as number | undefined,
  floor = 1,
  kept = [] as Message[],
}) {
  const roomList = openRoomList(memory());
  roomList.add("designers");
  if (seen !== undefined) roomList.see("designers", seen);
  const there = new RoomLog();
  there.floor = floor;
  const log = there.messages;
  log.push(...said(1, count));
  const unacknowledged = signal<readonly Outgoing[]>([]);
  const arrived: number[] = [];
  let isDown = false;
  let held = Promise.resolve();
  const [last] = kept.slice(-1);
  let archived: KeptRoom | undefined = last && { messages: kept, rev: last.rev, epoch: "one" };

  const history = (range: PageRange) => {
    if (isDown) return Promise.reject(new Error("the connection was lost"));
    // Nothing is ever changed here.
    there.rev = log.length;
    const page = there.read(range);
    return held.then(() => page);
  };
  const served = new ServedRoom("designers", {
    cache: {
      ...NO_CACHE,
      load: () => Promise.resolve(archived),
      async keep(_room, newest) {
        archived = newest;
      },
    },
    roomList,
    me: signal("ada"),
    unacknowledged,
    wishes: signal([]),
    discard: () => {},
    learn: () => {},
    history,
    tellTyping: () => {},
    noteMark: () => {},
    isBlocked: () => false,
    onArrivals: (messages) => arrived.push(...messages.map(({ seq }) => seq)),
  });
  const join = (head = log.length) => {
    served.begin("one");
    return served.onJoined({ room: "designers", head, floor, rev: head, count: 1, people: [] });
  };
  await served.open(at);
  await join();
  /** Has somebody say something, which comes live. */
  const say = (from = "lin") => {
    log.push(message(log.length + 1, from));
    served.receive(log.at(-1)!, log.length - 1);
  };
  const down = (is: boolean) => {
    isDown = is;
  };
  /** Answers no question about the history until the returned function is called. */
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  const newestKept = () => archived?.messages.at(-1)?.seq;
  const { room } = served;
  return {
    served,
    room,
    roomList,
    log,
    unacknowledged,
    arrived,
    join,
    say,
    down,
    hold,
    newestKept,
  };
}

const said = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => message(first + n));

function message(seq: number, from = "lin"): Message {
  return {
    room: "designers",
    seq,
    rev: seq,
    id: `${seq}`,
    from,
    name: from,
    txt: "hello",
    at: seq,
  };
}

const shown = (room: Room) => {
  const messages = room.messages.value;
  return [messages[0]?.seq, messages.at(-1)?.seq];
};

test("on the first visit nothing is unread, and the newest messages are shown", async () => {
  const { room } = await open({ said: 300 });
  expect([room.unread.value, room.unreadLine.value]).toEqual([0, undefined]);
  expect(shown(room)).toEqual([251, 300]);
});

test("on coming back, messages since the last visit are unread, below a line", async () => {
  const { room } = await open({ said: 30, seen: 20 });
  expect([room.unread.value, room.unreadLine.value]).toEqual([10, 20]);
  expect(room.goal.value).toEqual({ is: "unread" });
});

test("on coming back after very many messages, reading begins at the first unread one", async () => {
  const { room } = await open({ said: 5000, seen: 20 });
  expect(shown(room)).toEqual([1, 45]);
  expect([room.hasNewer.value, room.unread.value]).toEqual([true, 4980]);
});

test("a link to a message opens the room at that message", async () => {
  const { room } = await open({ said: 5000, seen: 5000, at: 300 });
  expect(shown(room)).toEqual([275, 324]);
  expect(room.goal.value).toEqual({ is: "message", seq: 300 });
});

test("unread messages above the cached ones are read, and reading begins at the first of them", async () => {
  const { room } = await open({ said: 300, seen: 5, kept: said(201, 300) });
  expect(shown(room)).toEqual([1, 30]);
  expect([room.unreadLine.value, room.unread.value]).toEqual([5, 295]);
});

test("removed messages are not unread, and reading goes on at the first kept one", async () => {
  const { room } = await open({ said: 1000, floor: 900, seen: 5 });
  expect(shown(room)).toEqual([900, 924]);
  expect([room.unreadLine.value, room.unread.value, room.hasNewer.value]).toEqual([899, 101, true]);
});

test("going to the end while an earlier place is still being read leads to the end", async () => {
  const { served, room, join, hold } = await open({ said: 400, kept: said(301, 400), seen: 400 });
  const answer = hold();
  await served.open(7);
  const joining = join();
  await Promise.resolve();
  const going = room.goTo({ is: "end" });
  answer();
  await Promise.all([joining, going]);
  expect(shown(room)[1]).toBe(400);
  expect(room.hasNewer.value).toBe(false);
});

test("a link to a removed message leads to the first kept one", async () => {
  const { room } = await open({ said: 1000, floor: 900, seen: 1000, at: 7 });
  expect(shown(room)).toEqual([900, 924]);
  expect(room.seqOf({ is: "message", seq: 7 })).toBe(900);
});

test("a link to another message of a room that is open is not settled before it was read", async () => {
  const { served, room, join } = await open({ said: 400, seen: 400 });
  room.reached();
  await served.open(7);
  expect(room.isSettled.value).toBeFalse();
  await join();
  expect([room.isSettled.value, shown(room)]).toEqual([true, [1, 31]]);
});

test("a link that is opened while the room is still read is not settled by that reading", async () => {
  const { served, room, log, join, hold } = await open({ said: 400, seen: 400 });
  room.reached();
  log.push(message(401));
  const answer = hold();
  const earlier = join();
  await Bun.sleep(0);
  await served.open(7);
  answer();
  await earlier;
  expect(room.isSettled.value).toBeFalse();
  await join();
  expect([room.isSettled.value, shown(room)]).toEqual([true, [1, 31]]);
});

test("a seen message is no longer unread, and stays seen", async () => {
  const { room, roomList } = await open({ said: 30, seen: 20 });
  room.see(25);
  room.see(22);
  expect([room.unread.value, roomList.of("designers").seen]).toEqual([5, 25]);
});

test("messages of others are unread until seen, and own messages never are", async () => {
  const { room, say } = await open({ said: 1, seen: 1 });
  say("ada");
  expect(room.unread.value).toBe(0);
  say("lin");
  expect(room.unread.value).toBe(1);
  say("ada");
  expect(room.unread.value).toBe(2);
});

test("the line of the unread appears when a message comes while the person looks away, and not before", async () => {
  const { room, say } = await open({ said: 1, seen: 1 });
  expect(room.unreadLine.value).toBeUndefined();
  room.look(false);
  say();
  room.look(true);
  expect(room.unreadLine.value).toBe(1);
  room.see(2);
  room.look(false);
  room.look(true);
  expect(room.unreadLine.value).toBeUndefined();
});

test("after each lost connection, all missed messages are read", async () => {
  const { room, log, join } = await open({ said: 1, seen: 1 });
  for (let n = 2; n <= 120; n += 1) log.push(message(n));
  await join();
  await join();
  expect(shown(room)).toEqual([1, 120]);
});

test("after very many missed messages, reading goes on at the first unread one", async () => {
  const { room, log, join } = await open({ said: 10, seen: 10 });
  for (let n = 11; n <= 2000; n += 1) log.push(message(n));
  await join();
  expect(room.messages.value.some(({ seq }) => seq === 11)).toBeTrue();
  expect([room.unreadLine.value, room.hasNewer.value]).toEqual([10, true]);
});

test("messages missed while offline are new, even if the person looked at the page all the time", async () => {
  const { room, log, join } = await open({ said: 10, seen: 10 });
  log.push(...said(11, 40));
  await join();
  expect([room.unreadLine.value, room.firstUnseen, room.unread.value]).toEqual([10, 11, 30]);
  room.see(20);
  expect(room.firstUnseen).toBeUndefined();
});

test("own messages are not new after a connection that was lost before the acknowledgement", async () => {
  const { room, log, join } = await open({ said: 10, seen: 10 });
  log.push(message(11, "ada"));
  await join();
  expect(room.unreadLine.value).toBeUndefined();
});

test("a reader far back stays there when the connection comes back", async () => {
  const { room, log, join } = await open({ said: 2000, seen: 2000, at: 300 });
  room.reached();
  log.push(message(2001));
  await join();
  expect(shown(room)).toEqual([275, 324]);
  expect(room.goal.value).toBeUndefined();
});

test("a live message that overtakes the server's answer about the room removes nothing", async () => {
  const { room, join, say, roomList, arrived } = await open({ said: 30, seen: 30 });
  say();
  room.see(31);
  const counts: number[] = [];
  room.messages.subscribe((all) => void counts.push(all.length));
  await join(30);
  expect(new Set(counts)).toEqual(new Set([31]));
  expect([room.unread.value, roomList.of("designers").seen]).toEqual([0, 31]);
  say();
  expect([room.unread.value, arrived]).toEqual([1, [31, 32]]);
});

test("a room whose log was replaced has nothing unread, and is read again", async () => {
  const { room, log, join, say } = await open({ said: 30, seen: 30 });
  log.length = 2;
  await join();
  expect([shown(room), room.unread.value]).toEqual([[1, 2], 0]);
  say();
  expect(room.unread.value).toBe(1);
});

test("messages of others are reported once, in order: live and after a lost connection, but not from history", async () => {
  const { room, log, arrived, join, say } = await open({ said: 80, seen: 60 });
  await room.loadOlder();
  expect(arrived).toEqual([]);
  say("lin");
  say("ada");
  say("lin");
  for (let n = 84; n <= 200; n += 1) log.push(message(n));
  await join();
  await join();
  say("lin");
  expect(arrived).toEqual([81, 83, ...Array.from({ length: 118 }, (_, n) => 84 + n)]);
});

test("messages of others are reported once to a reader further up, and not again below", async () => {
  const { room, arrived, join, say } = await open({ said: 300, seen: 300, at: 9 });
  say();
  await join();
  say();
  expect(arrived).toEqual([301, 302]);
  while (room.hasNewer.value) await room.loadNewer();
  say();
  expect(arrived).toEqual([301, 302, 303]);
});

test("of a log that was replaced, only messages from then on are reported", async () => {
  const { log, arrived, join, say } = await open({ said: 30, seen: 30 });
  log.length = 2;
  await join();
  say();
  expect(arrived).toEqual([3]);
});

test("an own message is shown once, in every state of its sending", async () => {
  const { served, room, unacknowledged, log } = await open({ said: 1, seen: 1 });
  const own: Outgoing = {
    id: "own",
    room: "designers",
    name: "ada",
    txt: "hello",
    order: 1,
    state: "sending",
  };
  unacknowledged.value = [own, { ...own, id: "elsewhere", room: "kitchen" }];
  expect(room.outgoing.value.map(({ id }) => id)).toEqual(["own"]);
  log.push({ ...message(2, "ada"), id: "own" });
  served.receive(log[1]!);
  expect(room.outgoing.value).toEqual([]);
  expect(room.messages.value.map(({ id }) => id)).toEqual(["1", "own"]);
});

test("sending from far back goes to the newest messages", async () => {
  const { served, room } = await open({ said: 500, at: 9 });
  served.onSent();
  await room.goTo({ is: "end" });
  expect(shown(room)).toEqual([451, 500]);
});

test("sending from far back while offline goes to the newest messages with the next connection", async () => {
  const { served, room, join, down } = await open({ said: 500, at: 9 });
  down(true);
  served.onSent();
  await room.goTo({ is: "end" });
  expect(room.goal.value).toEqual({ is: "end" });
  down(false);
  await join();
  expect(shown(room)).toEqual([451, 500]);
});

test("a room is marked as failed as long as a message there waits for the person to act", async () => {
  const { room, unacknowledged } = await open({});
  const unsent = { order: 1, id: "1", room: "designers", name: "ada", txt: "hello" };
  const error = { code: "too_long", message: "too long" } as const;
  unacknowledged.value = [{ ...unsent, state: "queued", error }];
  expect(room.hasFailed.value).toBeFalse();
  unacknowledged.value = [{ ...unsent, state: "failed", error }];
  expect(room.hasFailed.value).toBeTrue();
  unacknowledged.value = [];
  expect(room.hasFailed.value).toBeFalse();
});

test("reading far back leaves the newest messages in the cache", async () => {
  jest.useFakeTimers();
  const { room, newestKept } = await open({
    said: 1000,
    seen: 1000,
    at: 7,
    kept: said(901, 1000),
  });
  expect(shown(room)).toEqual([1, 31]);
  jest.advanceTimersByTime(LONG);
  expect(newestKept()).toBe(1000);
});

test("messages are cached also while more come all the time", async () => {
  jest.useFakeTimers();
  const { say, newestKept } = await open({ said: 10, seen: 10 });
  for (let n = 0; n < 100; n += 1) {
    say();
    jest.advanceTimersByTime(100);
  }
  expect(newestKept()).toBeGreaterThan(100);
});

test("P15: a room's people are those on joining, and what has changed since", async () => {
  const { served, room } = await open({});
  const [ada, lin, noor] = ["ada", "lin", "noor"].map((name) => ({ from: `${name}-id`, name }));
  await served.onJoined({
    room: "designers",
    head: 0,
    floor: 0,
    rev: 0,
    count: 2,
    people: [ada!, lin!],
  });
  const changed = { room: "designers", count: 2, came: [noor!], gone: [lin!.from] };
  served.onPeopleChanged(changed);
  expect(room.people.value).toEqual({ count: 2, people: [ada!, noor!] });
  // A change that comes twice changes nothing, and a new name changes nobody's place.
  served.onPeopleChanged(changed);
  served.onPeopleChanged({ ...changed, came: [{ ...ada!, name: "Ada Lovelace" }], gone: [] });
  expect(room.people.value.people.map(({ name }) => name)).toEqual(["Ada Lovelace", "noor"]);
});
