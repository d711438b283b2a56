/** Names as they are found in the middle of a text, by what they look like (P24, P37). */
import { FIXED_LIMITS, type Person } from "../../protocol";
import { looksOfOne } from "./looks";

/** A character with all that belongs to it: a name begins and ends with whole ones. */
const CLUSTER = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gsu;

/** What a part of a text looks like in small letters, and in capitals: a name is called by either. */
export type Reading = readonly [small: string, capital: string];

export const clustersOf = (text: string): readonly string[] => text.match(CLUSTER) ?? [];

const known = new Map<string, Reading>();
const MOST_KNOWN = 10_000;
/** No name has a longer one. */
const LONGEST = 2 * FIXED_LIMITS.name;

export function readingOf(cluster: string): Reading {
  if (cluster.length > LONGEST) return [cluster, cluster];
  const there = known.get(cluster);
  if (there) return there;
  const reading = looksOfOne(cluster);
  if (known.size === MOST_KNOWN) known.clear();
  known.set(cluster, reading);
  return reading;
}

/** The ways in which a name is called. */
export function readingsOf(name: string): readonly string[] {
  const parts = clustersOf(name).map(readingOf);
  const small = parts.map(([one]) => one).join("");
  const capital = parts.map(([, one]) => one).join("");
  return small === capital ? [small] : [small, capital];
}

/** The people by the ways in which their names are called. */
export function byReading(people: Iterable<Person>): Map<string, Person[]> {
  const all = new Map<string, Person[]>();
  for (const person of people)
    for (const reading of readingsOf(person.name)) {
      const others = all.get(reading);
      if (others) others.push(person);
      else all.set(reading, [person]);
    }
  return all;
}
