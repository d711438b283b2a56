import type { KeyValueStore } from "../../src/client/key-value-store";

/** A `localStorage` for one test. */
export function memory(): KeyValueStore {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}
