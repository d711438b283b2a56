/** What the connections that are told changes know of a room's people, and what has changed since (P15). */
import type { PeopleChanged, Presence } from "../../protocol";

export class KnownPeople {
  #count: number;
  /** The name under which each person is known; undefined where not all connections know the same. */
  #names: Map<string, string | undefined>;

  constructor({ count, people }: Presence) {
    this.#count = count;
    this.#names = new Map(people.map(({ from, name }) => [from, name]));
  }

  /** From now on one more connection is told, which knows just this. */
  learn(presence: Presence): void {
    const { people } = presence;
    const known = new Map(people.map(({ from, name }) => [from, name]));
    for (const [from, name] of [...this.#names, ...known])
      if (this.#names.get(from) !== name || known.get(from) !== name)
        this.#names.set(from, undefined);
    if (presence.count !== this.#count) this.#count = NaN;
  }

  /** What to tell so that all connections know this; undefined when they do. */
  change(presence: Presence): PeopleChanged | undefined {
    const { room, count, people } = presence;
    const came = people.filter(({ from, name }) => this.#names.get(from) !== name);
    const here = new Set(people.map(({ from }) => from));
    const gone = [...this.#names.keys()].filter((from) => !here.has(from));
    const isSame = count === this.#count && came.length === 0 && gone.length === 0;
    this.#count = count;
    this.#names = new Map(people.map(({ from, name }) => [from, name]));
    return isSame ? undefined : { room, count, came, gone };
  }
}
