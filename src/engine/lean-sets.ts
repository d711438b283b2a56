/** The adapter's maps of sets, without a Set for a few ids that nobody looks at: a Set is 400 bytes. */

import { compileMethodsLightly } from "./light-compiling";

/** Ids that are kept without a Set. */
const FEW = 4;

type Few = string | readonly string[];
type Ids = Few | Set<string>;

const NONE: readonly string[] = [];

/**
 * A `Map` from names to sets of ids. A set is made when it is read, and stays: code that reads it may keep it, and sees
 * in it what changes. Some ids that nobody has read are one id, or a list that is never changed.
 */
export class LeanSets extends Map<string, Set<string>> {
  /** Makes a map of sets lean, as the object that it is: others may have it already. */
  static of(map: Map<string, Set<string>>): LeanSets {
    return Object.setPrototypeOf(map, LeanSets.prototype) as LeanSets;
  }

  override get(name: string): Set<string> | undefined {
    const ids = read(this, name);
    if (ids === undefined || ids instanceof Set) return ids;
    const made = new Set(listOf(ids));
    super.set(name, made);
    return made;
  }

  override *entries(): MapIterator<[string, Set<string>]> {
    for (const name of this.keys()) yield [name, this.get(name) ?? new Set()];
  }

  override *values(): MapIterator<Set<string>> {
    for (const [, ids] of this.entries()) yield ids;
  }

  override [Symbol.iterator](): MapIterator<[string, Set<string>]> {
    return this.entries();
  }

  override forEach(
    callback: (ids: Set<string>, name: string, map: Map<string, Set<string>>) => void,
    thisArg?: unknown,
  ): void {
    for (const [name, ids] of this.entries()) callback.call(thisArg, ids, name, this);
  }

  /** How it is printed: as a Map of Sets. */
  [Symbol.for("nodejs.util.inspect.custom")](): Map<string, Set<string>> {
    return new Map(this.entries());
  }

  /** Begins a set without ids, unless there is one of that name. Returns whether there was none. */
  begin(name: string): boolean {
    if (this.has(name)) return false;
    keep(this, name, NONE);
    return true;
  }

  /** Adds an id to a set that has begun. Returns whether it is new there. */
  add(name: string, id: string): boolean {
    const ids = read(this, name) ?? NONE;
    if (includes(ids, id)) return false;
    if (ids instanceof Set) ids.add(id);
    else if (typeof id !== "string" || sizeOf(ids) >= FEW) this.get(name)?.add(id);
    else keep(this, name, sizeOf(ids) === 0 ? id : [...listOf(ids), id]);
    return true;
  }

  /** Removes an id from a set. Returns whether it was there. */
  remove(name: string, id: string): boolean {
    const ids = read(this, name) ?? NONE;
    if (ids instanceof Set) return ids.delete(id);
    if (!includes(ids, id)) return false;
    const left = listOf(ids).filter((one) => one !== id);
    keep(this, name, left.length === 1 ? (left[0] ?? NONE) : left);
    return true;
  }

  includes(name: string, id: string): boolean {
    return includes(read(this, name) ?? NONE, id);
  }

  count(name: string): number {
    return sizeOf(read(this, name) ?? NONE);
  }

  /** The ids of a set, which must not change in the meantime. */
  ids(name: string): Iterable<string> {
    const ids = read(this, name) ?? NONE;
    return ids instanceof Set ? ids : listOf(ids);
  }

  /** The ids of a set which may change in the meantime. Some may come twice. */
  walk(name: string): Iterable<string> {
    const ids = read(this, name) ?? NONE;
    return ids instanceof Set ? ids : walkFew(this, name, ids);
  }
}

compileMethodsLightly(LeanSets.prototype, "begin", "add", "remove");

function* walkFew(sets: LeanSets, name: string, ids: Few): Generator<string> {
  for (const id of listOf(ids)) if (sets.includes(name, id)) yield id;
  if (read(sets, name) !== ids) yield* sets.get(name) ?? NONE;
}

// Not private methods: the object was made as a Map.

function read(sets: LeanSets, name: string): Ids | undefined {
  return Map.prototype.get.call(sets, name) as Ids | undefined;
}

function keep(sets: LeanSets, name: string, ids: Ids): void {
  Map.prototype.set.call(sets, name, ids);
}

function listOf(ids: Few): readonly string[] {
  return typeof ids === "string" ? [ids] : ids;
}

function includes(ids: Ids, id: string): boolean {
  if (typeof ids === "string") return ids === id;
  return ids instanceof Set ? ids.has(id) : ids.includes(id);
}

function sizeOf(ids: Ids): number {
  if (typeof ids === "string") return 1;
  return ids instanceof Set ? ids.size : ids.length;
}
