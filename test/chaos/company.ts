/** Everybody's devices, from the first to what they have in the end. */
import type { Campaign } from "./campaign";
import type { Own } from "./checker-own";
import { Devices } from "./devices";
import { intrude, readAll } from "./fresh";
import { KEEPER } from "./keeper";
import type { Pair } from "./own-records";
import type { Participant } from "./participant";
import { Random } from "./random";
import type { Person, Seen } from "./records";
import type { Site } from "./site";

const TICK = 50;

interface Member {
  devices: Devices;
  key: string;
}

interface Left {
  own: Own;
  /** What everybody said in direct rooms, and what is there on each machine. */
  said: Person[];
  logs: ReadonlyMap<string, Seen[][]>;
}

export class Company {
  readonly #all: readonly Member[];
  readonly #pairs: readonly Pair[];

  private constructor(all: readonly Member[], pairs: readonly Pair[]) {
    this.#all = all;
    this.#pairs = pairs;
  }

  /** Opens everybody's devices. Each person writes to the one before and the one after. */
  static async gather(
    { site, random }: Campaign,
    people: readonly Participant[],
  ): Promise<Company> {
    const own = new Random(random.between(0, 1e6));
    const all = await Promise.all(
      people.map(async (person) => ({
        devices: await Devices.open(person, () => site.port(), new Random(own.between(0, 1e6))),
        key: person.key,
      })),
    );
    const selves = all.map(({ devices }) => devices);
    const pairs = selves.flatMap((one, n): Pair[] => {
      const other = selves[(n + 1) % selves.length];
      if (!other || other === one) return [];
      one.befriend(other.self.from);
      other.befriend(one.self.from);
      const room = one.said.at(-1)?.room ?? "";
      return [{ room, people: [one.self.from, other.self.from], readers: [] }];
    });
    return new Company(all, pairs);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map(({ devices }) => devices.stop()));
  }

  /** Resolves with the milliseconds until both devices of everybody have the same, and have told it; undefined if that takes longer. */
  async agreed(patience: number): Promise<number | undefined> {
    const began = performance.now();
    while (performance.now() - began < patience) {
      if (this.#all.every(({ devices }) => devices.isSettled)) return performance.now() - began;
      await Bun.sleep(TICK);
    }
    return undefined;
  }

  /** Ends all devices. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map(({ devices }) => devices.leave()));
  }

  /** Ends all devices, and reads what every machine has. `epoch` is the log that it has. */
  async leave(
    site: Site,
    bans: readonly { from: string; room: string; at: number }[],
    epoch: string,
  ): Promise<Left> {
    await this[Symbol.asyncDispose]();
    const owners = this.#all.map(({ devices: { self }, key }) => ({ self, key }));
    for (const { self } of owners) self.ends.push(...bans.filter(({ from }) => from === self.from));
    const logs = await readAll(owners, site.ports());
    await intrude(this.#pairs, site.ports(), KEEPER);
    const said = this.#all.flatMap(({ devices }) => devices.said);
    for (const { room, screens } of said)
      screens.push({ epoch, above: [], messages: logs.get(room)?.[0] ?? [] });
    return { own: { selves: owners.map(({ self }) => self), pairs: this.#pairs }, said, logs };
  }
}
