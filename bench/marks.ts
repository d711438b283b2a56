/**
 * What it costs the messages of a busy room when 1,000 devices report how far they have read (P36): each marks as the page
 * does, once in two to three seconds, all beginning with the same message. One room has turns with marks and turns without, so
 * that everything else is the same in both. The processor time includes what the marks themselves take.
 */
import { restOf } from "../src/page/state/mark-sender";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine } from "../test/chaos/machine";
import { build } from "./built";
import { median, medianInterval, percentile } from "./figures";
import { RAISED } from "./raised";
import { table } from "./table";
import { Usage } from "./usage";
import { Writer } from "./writer";

const ROOM = "designers";
const READERS = 1000;
const AT_ONCE = 100;
const PAIRS = 21;
/** Messages a second, and seconds of a turn, in which everybody marks twice. */
const [RATE, SECONDS] = [20, 4];
const MESSAGES = RATE * SECONDS;

/** Figures of a turn, by name. */
type Figures = Record<string, number>;

/** Somebody who reads the room. */
interface Reader {
  writer: Writer;
  /** The number of the last message. Everybody is there from the first one on. */
  seq: number;
  isResting: boolean;
  hasRead: boolean;
}

/** Prints the medians of turns without marks and with them, the median of the ratios and its interval. */
export async function marks(): Promise<void> {
  const script = await build();
  const folder = await mkdtemp(`${tmpdir()}/chuan-marks-`);
  try {
    const env = { ...RAISED, DATABASE_URL: `sqlite:${folder}/chuan.db` };
    await using machine = new Machine(env, script);
    await machine.start();
    const room = await BusyRoom.open(machine.port, new Usage(machine.pid));
    await compare(room);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(room: BusyRoom): Promise<void> {
  for (const areMarking of [false, true]) await room.turn(areMarking);
  const [without, withMarks]: [Figures[], Figures[]] = [[], []];
  for (let pair = 0; pair < PAIRS; pair += 1)
    // Each goes first in every other pair.
    for (const areMarking of pair % 2 === 0 ? [false, true] : [true, false])
      (areMarking ? withMarks : without).push(await room.turn(areMarking));
  const head = [`median of ${PAIRS}`, "no marks", `${READERS} mark`, "ratio", "95 % interval"];
  const names = Object.keys(without[0] ?? {});
  console.log(
    table(
      head,
      names.map((name) => rowOf(name, without, withMarks)),
    ),
  );
  console.log(`${room.marked} marks were acknowledged.`);
}

function rowOf(name: string, without: readonly Figures[], withMarks: readonly Figures[]): string[] {
  const of = (turns: readonly Figures[]) => turns.map((one) => one[name] ?? Number.NaN);
  const [before, now] = [of(without), of(withMarks)];
  const ratios = now.map((figure, n) => figure / (before[n] ?? Number.NaN));
  const interval = medianInterval(ratios).map((ratio) => ratio.toFixed(3));
  const medians = [median(before).toFixed(2), median(now).toFixed(2)];
  return [name, ...medians, median(ratios).toFixed(3), interval.join(" to ")];
}

class BusyRoom {
  /** Marks that the server acknowledged so far. */
  marked = 0;
  readonly #sender: Writer;
  readonly #usage: Usage;
  readonly #underWay = new Set<Promise<void>>();
  /** Of each message, when it was sent and how many have not got it yet. */
  readonly #sentAt: number[] = [];
  readonly #missing: number[] = [];
  #toLast: number[] = [];
  #whenRead = () => {};
  #areMarking = false;

  private constructor(sender: Writer, usage: Usage) {
    this.#sender = sender;
    this.#usage = usage;
  }

  static async open(port: number, usage: Usage): Promise<BusyRoom> {
    const room = new BusyRoom(await Writer.join(port, ROOM), usage);
    for (let n = 0; n < READERS; n += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, more) => room.#admit(port, n + more)));
    await usage.settled();
    return room;
  }

  async #admit(port: number, n: number): Promise<void> {
    const writer = await Writer.join(port, ROOM, { key: `the key of reader number ${n}` });
    const reader: Reader = { writer, seq: 0, isResting: false, hasRead: false };
    writer.onMessage = () => this.#read(reader);
  }

  /** Sends the messages of a turn at their pace, and waits until everybody has them and every mark is acknowledged. */
  async turn(areMarking: boolean): Promise<Figures> {
    this.#areMarking = areMarking;
    this.#toLast = [];
    const { promise: allRead, resolve } = Promise.withResolvers<void>();
    this.#whenRead = resolve;
    const ran = await this.#usage.ran();
    const acknowledged = await this.#send();
    await allRead;
    await Promise.all(this.#underWay);
    const used = (await this.#usage.ran()) - ran;
    return {
      "to the last reader, mean ms": mean(this.#toLast),
      "to the last reader, 95 % ms": percentile(this.#toLast, 95),
      "to the acknowledgement, mean ms": mean(acknowledged),
      "the server's CPU, ms a second": (used * 1000) / SECONDS,
    };
  }

  /** Resolves with how many milliseconds each message took to its acknowledgement. */
  async #send(): Promise<number[]> {
    const began = performance.now();
    const sent: Promise<number>[] = [];
    for (let n = 0; n < MESSAGES; n += 1) {
      await Bun.sleep(Math.max(0, began + (n * 1000) / RATE - performance.now()));
      sent.push(this.#sendOne());
    }
    return Promise.all(sent);
  }

  async #sendOne(): Promise<number> {
    const began = performance.now();
    this.#sentAt.push(began);
    this.#missing.push(READERS);
    await this.#sender.send();
    return performance.now() - began;
  }

  #read(reader: Reader): void {
    const number = reader.seq;
    reader.seq += 1;
    reader.hasRead = true;
    if (this.#areMarking) this.#mark(reader);
    this.#missing[number] = (this.#missing[number] ?? 0) - 1;
    if (this.#missing[number] !== 0) return;
    this.#toLast.push(performance.now() - (this.#sentAt[number] ?? 0));
    if (this.#toLast.length === MESSAGES) this.#whenRead();
  }

  /** As `MarkSender` of the page: the first at once, and what is read within the pace together. */
  #mark(reader: Reader): void {
    if (reader.isResting || !reader.hasRead) return;
    reader.isResting = true;
    reader.hasRead = false;
    setTimeout(() => {
      reader.isResting = false;
      if (this.#areMarking) this.#mark(reader);
    }, restOf());
    const marking = reader.writer.mark(reader.seq).then(() => {
      this.marked += 1;
      this.#underWay.delete(marking);
    });
    this.#underWay.add(marking);
  }
}

const mean = (figures: readonly number[]) =>
  figures.reduce((sum, one) => sum + one, 0) / figures.length;

if (import.meta.main) {
  await marks();
  process.exit(0);
}
