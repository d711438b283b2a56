/** A person on two devices, who reads, sets back, joins, quits, and writes to others alone, while servers fail (P30, P36). */
import { directRoom } from "../../src/chat/rooms/direct";
import { LEVELS, LOBBY } from "../../src/protocol";
import { Device } from "./device";
import type { Participant } from "./participant";
import type { Self } from "./own-records";
import type { Random } from "./random";
import { newRecord, type Person } from "./records";

/** Milliseconds between two things that a person does, until a letter is tried again, and for which the last one is waited for. */
const EVERY = 500;
const AGAIN = 200;
const SENT_WITHIN = 30_000;
/** Rooms that people join and quit, in which nobody says anything. */
const HALLS = ["hall-1", "hall-2", "hall-3"] as const;
const HALF_OF_ALL = 0.5;

let letters = 9_000_000;

export class Devices {
  readonly self: Self;
  /** What the person says in each direct room. */
  readonly said: Person[];
  /** Whom the person writes to in each direct room. */
  readonly #friends = new Map<string, string>();
  readonly #person: Participant;
  readonly #random: Random;
  readonly #devices: readonly Device[];
  readonly #timer: Timer;
  #moving = Promise.resolve();
  #isMoving = false;
  #writing = Promise.resolve();
  #isWriting = false;
  #isStopped = false;

  private constructor(person: Participant, devices: Device[], self: Self, random: Random) {
    this.#person = person;
    this.#devices = devices;
    this.#random = random;
    this.self = self;
    this.said = [];
    this.#timer = setInterval(() => this.#live(), EVERY);
  }

  /** `person` has to know their public id already. */
  static async open(person: Participant, port: () => number, random: Random): Promise<Devices> {
    const { name, from, room } = person.record;
    const self: Self = {
      name,
      from,
      marks: [],
      moves: [],
      ends: [],
      heard: new Set(),
      devices: [],
      kept: [],
    };
    const open = () => Device.open({ self, key: person.key, room, port });
    return new Devices(person, [await open(), await open()], self, random);
  }

  /** From now on the person writes to this one as well. */
  befriend(to: string): void {
    const { name, from } = this.self;
    const room = directRoom(from, to);
    if (this.said.some((one) => one.room === room)) return;
    this.said.push(newRecord(name, room, from));
    this.#friends.set(room, to);
  }

  /** Whether both devices have told all, and have the same. */
  get isSettled(): boolean {
    const [one, other] = this.#devices.map(({ places }) => sorted(places));
    return this.#devices.every(({ isSettled }) => isSettled) && Bun.deepEquals(one, other);
  }

  /** Resolves when what was begun is done. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopped = true;
    await Promise.race([Promise.all([this.#moving, this.#writing]), Bun.sleep(SENT_WITHIN)]);
    for (const device of this.#devices) this.#heal(device);
  }

  /** Puts on record what the devices have, and ends them. */
  async leave(): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopped = true;
    this.self.devices = this.#devices.map(({ places }) => places);
    await Promise.all(this.#devices.map((device) => device.leave()));
  }

  #live(): void {
    const device = this.#random.pick(this.#devices);
    const what = this.#random.next();
    if (what < 0.004) void device.reload();
    else if (what < 0.01) device.cut();
    else if (what < 0.014) this.#silence(device);
    else if (what < 0.1) this.#move(device);
    else if (what < 0.25) this.#write(device);
    else this.#mark(device);
  }

  #silence(device: Device): void {
    void device.link.silence("up", "down");
    setTimeout(() => this.#heal(device), this.#random.between(EVERY, EVERY * 5)).unref();
  }

  /** A connection that has lost something is silent for ever: what the server said meanwhile comes with the next one. */
  #heal(device: Device): void {
    device.link.heal();
    device.cut();
  }

  #mark(device: Device): void {
    const { room } = this.#random.pick(device.places);
    const [what, much] = [this.#random.next(), this.#random.between(1, 5)];
    // Where the person talks, nobody reads what is not there.
    const last = room === this.#person.record.room ? this.#person.shown(1).at(-1)?.seq : Infinity;
    if (what < 0.15) device.unread(room, much);
    else if (what < 0.3) device.setLevel(room, this.#random.pick(LEVELS));
    else if (last !== undefined) device.read(room, much, last);
  }

  /** One after the other: which of two was later would not be known. */
  #move(device: Device): void {
    if (this.#isMoving) return;
    this.#isMoving = true;
    const room = this.#random.pick(HALLS);
    const isIn = device.places.some((one) => one.room === room);
    const moved = isIn ? device.quit(room) : device.join(room);
    this.#moving = moved.finally(() => (this.#isMoving = false));
  }

  #write(device: Device): void {
    if (this.#isWriting || this.said.length === 0) return;
    this.#isWriting = true;
    const said = this.#random.pick(this.said);
    this.#writing = this.#send(device, said).finally(() => (this.#isWriting = false));
  }

  /** Tries until it is acknowledged, now and then on the other device. */
  async #send(first: Device, said: Person): Promise<void> {
    letters += 1;
    const letter = { id: `letter-${letters}`, txt: `message ${letters}.` };
    said.typed.push(letter);
    said.sent.add(letter.id);
    const to = this.#friends.get(said.room) ?? LOBBY;
    const began = performance.now();
    let device = first;
    while (!this.#isStopped || performance.now() - began < SENT_WITHIN) {
      const message = await device.write(to, said.room, letter);
      if (message) {
        const { id, seq, rev } = message;
        const moment = { epoch: device.epoch, at: performance.now() };
        return void said.acknowledged.push({ id, seq, rev, ...moment });
      }
      await Bun.sleep(AGAIN);
      if (this.#random.next() < HALF_OF_ALL) device = this.#random.pick(this.#devices);
    }
  }
}

export function sorted<T extends { room: string }>(places: readonly T[]): T[] {
  return places.toSorted((one, other) => (one.room < other.room ? -1 : 1));
}
