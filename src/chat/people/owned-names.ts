/** Names that people own: nobody else speaks under one, or under one that looks like it (P34, H26). */
import type { Person } from "../../protocol";
import { type Community, type CommunityChange, type Persons, shareReads } from "../../store";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import { Refusal } from "../refusal";
import { NAMELESS } from "./identity";
import { looksOf } from "./looks";
import { createOwnedLooks } from "./owned-looks";
import type { SetName } from "./rename";

/** What is known of the name under which a caller speaks. It holds while no name was claimed or given up since. */
export interface Voice {
  name: string;
  version: number;
  /** Whether the name is the caller's own. */
  isOwned: boolean;
  /** The day on which it was noted that the caller speaks under it. */
  notedOn?: number | undefined;
}

export interface OwnedNames {
  /**
   * What is known of a name that a caller says. Throws `Refusal`, or rejects with it, where it is somebody else's, and rejects with
   * `LogUnavailable`. Only a name that somebody owns, and that is new on this machine, is looked up.
   */
  voice(caller: Caller, name: string): Voice | Promise<Voice>;
  /** Whether a person has a name that is somebody else's. Rejects with `LogUnavailable`. */
  isTaken(person: Person): Promise<boolean>;
  /** The same as far as it is known here. */
  isTakenNow(person: Person): boolean | undefined;
  follow(change: CommunityChange): void;
  /** To be called when the database has not been heard for a while: another machine may have told of claims. */
  doubt(): void;
}

/** Who owns a name, or names that look like it. */
interface Known {
  looks: readonly string[];
  owners: readonly string[];
}

/** Names of which it is kept who owns them. */
const MOST = 20_000;

export function createOwnedNames(persons: Pick<Persons, "owners" | "ownedLooks">): OwnedNames {
  const kept = new Map<string, Known>();
  const ownedLooks = createOwnedLooks(persons);
  let version = 0;

  function keep(name: string, known: Known): Known {
    if (kept.size >= MOST) kept.clear();
    kept.set(name, known);
    return known;
  }

  /** Who owns a name, if that is known here. For a name that nobody owns, it nearly always is. */
  function knownNow(name: string): Known | undefined {
    const there = kept.get(name);
    if (there) return there;
    const looks = looksOf(name);
    return ownedLooks.areFree(looks) ? keep(name, { looks, owners: [] }) : undefined;
  }

  const read = shareReads(async (names) => {
    const looks = new Map(names.map((name) => [name, looksOf(name)]));
    const owners = await persons.owners([...new Set([...looks.values()].flat())]);
    const ownersOf = (own: readonly string[]) => [
      ...new Set(own.flatMap((look) => owners.get(look) ?? [])),
    ];
    return new Map([...looks].map(([name, own]) => [name, { looks: own, owners: ownersOf(own) }]));
  });

  async function learn(name: string): Promise<Known> {
    for (;;) {
      const there = knownNow(name);
      if (there) return there;
      const begun = version;
      const known = (await read(name)) ?? { looks: [], owners: [] };
      if (begun !== version) continue;
      return keep(name, known);
    }
  }

  const isOthers = ({ owners }: Known, { from }: Person) => owners.some((owner) => owner !== from);

  function give(caller: Caller, name: string, known: Known): Voice {
    if (isOthers(known, caller.person)) throw taken(name);
    return (caller.voice = { name, version, isOwned: known.owners.length > 0 });
  }

  return {
    voice(caller, name) {
      const { voice } = caller;
      if (voice?.name === name && voice.version === version) return voice;
      const known = knownNow(name);
      return known ? give(caller, name, known) : learn(name).then((now) => give(caller, name, now));
    },

    async isTaken(person) {
      return person.name !== NAMELESS && isOthers(await learn(person.name), person);
    },

    isTakenNow(person) {
      if (person.name === NAMELESS) return false;
      const known = knownNow(person.name);
      return known && isOthers(known, person);
    },

    follow(change) {
      if (change !== "all" && !change.looks) return;
      version += 1;
      ownedLooks.follow(change);
      const looks = change === "all" ? undefined : new Set(change.looks);
      for (const [name, known] of kept)
        if (!looks || known.looks.some((look) => looks.has(look))) kept.delete(name);
    },

    doubt: () => ownedLooks.doubt(),
  };
}

/** The refusal of a name that is another's. */
export const taken = (name: string) =>
  new Refusal("name_taken", `somebody owns ${JSON.stringify(name)}, or a name that looks like it`);

interface FollowParts {
  community: Pick<Community, "onChange" | "onStale">;
  audience: Pick<Audience, "everybody">;
  names: OwnedNames;
  setName: SetName;
}

/** Takes a name from somebody who is here, if it is somebody else's. */
export type CheckName = (caller: Caller) => Promise<void>;

/** Follows who owns which names: a caller under a name that becomes somebody else's has none from then on. */
export function followNames({ community, audience, names, setName }: FollowParts): CheckName {
  const check: CheckName = async (caller) => {
    if (await names.isTaken(caller.person).catch(() => false)) setName(caller, NAMELESS);
  };

  community.onStale(() => names.doubt());
  community.onChange((change) => {
    names.follow(change);
    if (change !== "all" && !change.looks) return;
    for (const caller of audience.everybody())
      if (names.isTakenNow(caller.person) === undefined) void check(caller);
  });
  return check;
}
