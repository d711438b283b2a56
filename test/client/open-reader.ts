/** A reader of a room whose log a test writes. */
import { type KeptRoom, type PageRange, Reader } from "../../src/client/reader";
import { FIXED_LIMITS, type HistoryPage, type Message } from "../../src/protocol";
import { message, RoomLog } from "./room-log";

/** A room's log with pages of at most so many, and a reader of it. */
export function open(head: number, floor = 1, most: number = FIXED_LIMITS.page) {
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
export const kept = (first: number, last: number, id = ""): KeptRoom => ({
  messages: range(first, last).map((seq) => message(seq, { id: id || `${seq}` })),
  rev: last,
  epoch: "one",
});

/** The reader hears of a message that follows the one before. */
export const receive = (reader: Reader, said: Message, by?: string) =>
  reader.receive(said, said.rev - 1, by);

/** A new connection, on which the reader reads what it has missed. */
export function catchUp(reader: Reader): Promise<void> {
  reader.begin("one");
  return reader.catchUp();
}

/** The numbers of the messages that the reader shows. */
export const shown = (reader: Reader) => reader.messages.map(({ seq }) => seq);

/** The numbers from the first to the last. */
export const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n);
