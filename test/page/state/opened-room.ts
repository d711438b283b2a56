/** A room of the page whose server and store are in memory. */
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
export const LONG = 60_000;

/** A room that ada opens, with a log that answers as the server does. */
export async function open({
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

/** Messages of lin, by the first and the last number. */
export const said = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => message(first + n));

/** One message of the room. */
export function message(seq: number, from = "lin"): Message {
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

/** The numbers of the first and the last message that are shown. */
export const shown = (room: Room) => {
  const messages = room.messages.value;
  return [messages[0]?.seq, messages.at(-1)?.seq];
};
