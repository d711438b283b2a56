/** An archive as text: a first line, one line of JSON for each room and message, and a last line with their counts. */
import * as v from "valibot";
import { Message, sentenceOf, stored } from "../../protocol/schemas";
import {
  type ArchivedMessage,
  type ArchiveItem,
  isMessage,
  isReaction,
  isRoom,
  type RoomState,
} from "./items";

const firstOf = (version: number) => JSON.stringify({ chuan: "archive", version });
const FIRST = firstOf(2);
/** Archives of version 1 know of no changes. */
const FIRSTS = new Set([firstOf(1), FIRST]);

interface Counts {
  rooms: number;
  messages: number;
}

/** Far above the `seq` of any room, and far enough below the highest safe integer for the room to grow. */
const HIGHEST_SEQ = 2 ** 48;
const YEAR = 365 * 86_400_000;

const whole = v.pipe(v.number(), v.minValue(0), v.safeInteger("a number is not whole"));
const seqOrNone = v.pipe(whole, v.maxValue(HIGHEST_SEQ));
const at = v.pipe(
  whole,
  // A room's times never go back: after a time in the far future, every later message would have it.
  v.check(
    (time) => time < Date.now() + YEAR,
    "at is more than a year ahead of this machine's clock",
  ),
);
const givenSeq = v.pipe(seqOrNone, v.minValue(1));
/** Twice as far, since every message may be changed any number of times. */
const givenRev = v.optional(v.pipe(whole, v.maxValue(2 * HIGHEST_SEQ)));
const RoomLine = v.pipe(
  v.strictObject({ room: stored.room, head: seqOrNone, at, rev: givenRev }),
  v.transform((line) => ({ ...line, rev: line.rev ?? line.head })),
);
const MessageLine = v.pipe(
  v.strictObject({
    ...Message.entries,
    seq: givenSeq,
    at,
    rev: givenRev,
    by: v.exactOptional(stored.from),
  }),
  v.check((line) => line.txt !== "" || line.gone !== undefined, "txt is empty"),
  v.transform((line) => ({ ...line, rev: line.rev ?? line.seq })),
);
const ofMessage = { room: stored.room, seq: givenSeq, from: stored.from };
const ReactionLine = v.strictObject({ ...ofMessage, emoji: v.string(), name: v.string() });
const ChangeLine = v.strictObject({ ...ofMessage, change: stored.id });
const RetiredLine = v.strictObject({ ...ofMessage, id: stored.id, at, until: whole });
const LastLine = v.strictObject({ end: v.strictObject({ rooms: whole, messages: whole }) });
type Line = ArchiveItem | v.InferOutput<typeof LastLine>;

/** The lines of `items`, without line ends. */
export async function* toLines(items: AsyncIterable<ArchiveItem>): AsyncGenerator<string> {
  const counts = { rooms: 0, messages: 0 };
  yield FIRST;
  for await (const item of items) {
    add(counts, item);
    yield JSON.stringify(item);
  }
  yield JSON.stringify({ end: counts });
}

/** The items of the lines. Throws with the number of the line that is wrong, or when the last one is missing. */
export async function* fromLines(lines: AsyncIterable<string>): AsyncGenerator<ArchiveItem> {
  const counts = { rooms: 0, messages: 0 };
  const order = new Order();
  let number = 0;
  let isWhole = false;
  for await (const text of lines) {
    number += 1;
    try {
      if (isWhole) throw new Error("nothing may follow the last line");
      const item = parse(text, number);
      if (item === undefined) continue;
      isWhole = "end" in item;
      if ("end" in item) checkEnd(counts, item.end, order);
      else yield taken(item, counts, order);
    } catch (error) {
      throw new Error(`line ${number}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  if (!isWhole)
    throw new Error(`the archive ends after line ${number}, and it is not its last one`);
}

function parse(text: string, number: number): Line | undefined {
  if (number > 1) return parseLine(valueOf(text));
  if (!FIRSTS.has(text)) throw new Error(`an archive begins with ${FIRST}`);
  return undefined;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON, but ${shortened(text)}`, { cause: error });
  }
}

/** The kinds of lines by a key that, of those that come after it, only lines of its kind have. So an error can name what is wrong. */
const KINDS = [
  ["end", LastLine],
  ["until", RetiredLine],
  ["change", ChangeLine],
  ["emoji", ReactionLine],
  ["seq", MessageLine],
  ["id", MessageLine],
  ["txt", MessageLine],
] as const;

function parseLine(said: unknown): Line {
  const keys = new Set(typeof said === "object" && said !== null ? Object.keys(said) : []);
  const [, schema = RoomLine] = KINDS.find(([key]) => keys.has(key)) ?? [];
  const result = v.safeParse(schema, said, { abortEarly: true });
  if (result.success) return result.output;
  throw new Error(faultIn(result.issues[0]));
}

function faultIn(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? "the line";
  const { input, expected, message } = issue;
  const value = shortened(issue.kind === "schema" ? issue.received : JSON.stringify(input));
  const isText = issue.kind === "validation" && typeof input === "string";
  if (expected === null || isText) return `${sentenceOf(message)}: it is ${value}`;
  return `${place} is ${value}, and should be ${expected}`;
}

/** Characters of a value that an error shows. */
const SAID = 60;

/** The beginning of a value of any length, without characters that control a terminal. */
function shortened(value: string): string {
  const start = value.length > SAID ? `${value.slice(0, SAID)}…` : value;
  return start.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

function taken(item: ArchiveItem, counts: Counts, order: Order): ArchiveItem {
  order.check(item);
  add(counts, item);
  return item;
}

function add(counts: Counts, item: ArchiveItem): void {
  if (isMessage(item)) counts.messages += 1;
  if (isRoom(item)) counts.rooms += 1;
}

function checkEnd(found: Counts, said: Counts, order: Order): void {
  order.checkRoomEnd();
  if (found.rooms !== said.rooms || found.messages !== said.messages)
    throw new Error(
      `there should be ${said.rooms} rooms and ${said.messages} messages, but there are ${found.rooms} and ${found.messages}`,
    );
}

/** Checks that each room is there once, with its messages after it in rising numbers, without a hole up to its head. */
class Order {
  readonly #rooms = new Set<string>();
  #room = { room: "", head: 0, rev: 0 };
  #next: number | undefined;
  /** How many changes there were before the last message, and how many reactions are left of all. */
  #changes = 0;
  #reactions = 0;

  check(item: ArchiveItem): void {
    if (isRoom(item)) this.#checkRoom(item);
    else if (isMessage(item)) this.#checkMessage(item);
    else if (item.room !== this.#room.room)
      throw new Error(`something of ${item.room} is behind the messages of ${this.#room.room}`);
    else if (isReaction(item)) this.#checkReaction();
  }

  /** Throws when messages are missing at the end of the last room. */
  checkRoomEnd(): void {
    const { room, head } = this.#room;
    if (this.#next !== undefined && this.#next <= head)
      throw new Error(`${room} has nothing after ${this.#next - 1}, but its last is ${head}`);
  }

  #checkRoom({ room, head, rev }: RoomState): void {
    this.checkRoomEnd();
    if (this.#rooms.has(room)) throw new Error(`the room ${room} is here twice`);
    if (rev < head) throw new Error(`${room} has the rev ${rev}, which is below its head`);
    this.#rooms.add(room);
    this.#room = { room, head, rev };
    this.#next = undefined;
    this.#changes = 0;
    this.#reactions = 0;
  }

  #checkMessage({ room, seq, rev, by }: ArchivedMessage): void {
    const { room: current, head, rev: last } = this.#room;
    if (room !== current) throw new Error(`a message of ${room} is among those of ${current}`);
    // The first ones may have been removed when they were old; after that, none is missing.
    if (this.#next !== undefined && seq !== this.#next)
      throw new Error(`${room} has ${seq} where ${this.#next} should be`);
    if (seq > head) throw new Error(`${room} has ${seq}, but its last is ${head}`);
    const changes = by === undefined ? rev - seq : this.#changes;
    if (
      rev <= (by === undefined ? 0 : seq) ||
      rev > last ||
      changes < this.#changes ||
      changes > last - head
    )
      throw new Error(`${room} has the rev ${rev} where none such can be`);
    this.#next = seq + 1;
    this.#changes = changes;
  }

  #checkReaction(): void {
    const { room, head, rev } = this.#room;
    this.#reactions += 1;
    if (this.#reactions > rev - head)
      throw new Error(`${room} has more reactions than it had changes`);
  }
}
