import { expect, setDefaultTimeout, test } from "bun:test";
import { LeanSets } from "../../src/engine/lean-sets";
import { Random } from "../chaos/random";

setDefaultTimeout(60_000);

const NAMES = ["designers", "lobby", "ada"];
const IDS = ["ada", "lin", "eve", "bob", "kim", "zoe"];

/** The changes of an adapter on a plain map of sets. */
const plain = {
  begin: (map: Map<string, Set<string>>, name: string) =>
    !map.has(name) && !!map.set(name, new Set()),
  add(map: Map<string, Set<string>>, name: string, id: string) {
    const isNew = !map.get(name)?.has(id);
    map.get(name)?.add(id);
    return isNew;
  },
  remove: (map: Map<string, Set<string>>, name: string, id: string) =>
    map.get(name)?.delete(id) ?? false,
};

test("lean sets hold what a Map of Sets holds, in 500 random programs", () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = new Random(seed);
    const any = <T>(list: readonly T[]) => list[random.between(0, list.length - 1)]!;
    const map = new Map<string, Set<string>>();
    const lean = LeanSets.of(new Map());
    for (let n = 0; n < 60; n += 1) {
      const [name, id] = [any(NAMES), any(IDS)];
      const steps = [
        () => [lean.begin(name), plain.begin(map, name)],
        () => (map.has(name) ? [lean.add(name, id), plain.add(map, name, id)] : [0, 0]),
        () => (map.has(name) ? [lean.add(name, id), plain.add(map, name, id)] : [0, 0]),
        () => [lean.remove(name, id), plain.remove(map, name, id)],
        () => [lean.includes(name, id), map.get(name)?.has(id) ?? false],
        () => [lean.count(name), map.get(name)?.size ?? 0],
        () => [[...lean.walk(name)], [...(map.get(name) ?? [])]],
        () => (random.between(0, 9) === 0 ? [lean.delete(name), map.delete(name)] : [0, 0]),
        () => (random.between(0, 9) === 0 ? [lean.get(name), map.get(name)] : [0, 0]),
      ];
      const [actual, expected] = any(steps)();
      expect(actual, `seed ${seed}, step ${n}`).toEqual(expected);
    }
    expect([...lean.entries()], `seed ${seed}`).toEqual([...map.entries()]);
  }
});

test("a set that was read stays the same object, and has what is added and removed later", () => {
  const lean = LeanSets.of(new Map());
  lean.begin("designers");
  lean.add("designers", "ada");
  const ids = lean.get("designers");
  lean.add("designers", "lin");
  lean.remove("designers", "ada");
  expect(lean.get("designers")).toBe(ids);
  expect(ids).toEqual(new Set(["lin"]));
  ids?.add("eve");
  expect(lean.includes("designers", "eve")).toBeTrue();
});

test("a walk follows what changes meanwhile, as a walk over a Set does", () => {
  const lean = LeanSets.of(new Map());
  for (const id of ["ada", "lin", "eve"]) {
    lean.begin("designers");
    lean.add("designers", id);
  }
  const walked: string[] = [];
  for (const id of lean.walk("designers")) {
    if (!walked.includes(id)) walked.push(id);
    lean.remove("designers", "lin");
    lean.add("designers", "zoe");
  }
  expect(walked).toEqual(["ada", "eve", "zoe"]);
});

test("a map that was made before is made lean as the object that it is", () => {
  const map = new Map([["designers", new Set(["ada"])]]);
  const lean = LeanSets.of(map);
  expect(lean as unknown).toBe(map);
  expect(map).toBeInstanceOf(Map);
  expect(map.get("designers")).toBeInstanceOf(Set);
});
