/** Small values by name, in the browser's storage, which may refuse to read or write. Callers then use their own memory. */

/** Texts by name, as in `localStorage`. Its methods may throw. */
export interface KeyValueStore {
  getItem: (name: string) => string | null;
  setItem: (name: string, value: string) => void;
  removeItem: (name: string) => void;
}

/** The value of `name`; undefined if there is none, or the store refuses. */
export function readValue(store: KeyValueStore | undefined, name: string): string | undefined {
  try {
    return store?.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores `value` under `name`; an empty value removes it. A store that refuses is ignored. */
export function writeValue(store: KeyValueStore | undefined, name: string, value: string): void {
  try {
    if (value === "") store?.removeItem(name);
    else store?.setItem(name, value);
  } catch {
    // Refused, or full. The value holds until the page is closed.
  }
}

/** The JSON under `name`; undefined if there is none, or it is not JSON. */
export function readJson(store: KeyValueStore | undefined, name: string): unknown {
  try {
    return JSON.parse(readValue(store, name) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
