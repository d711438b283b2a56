/** What the browser remembers of small things. It may refuse to: then the page's own memory has to do. */

/** Texts by name, as in `localStorage`. Its methods may throw. */
export interface KeyValueStore {
  getItem: (name: string) => string | null;
  setItem: (name: string, value: string) => void;
  removeItem: (name: string) => void;
}

/** What is kept under `name`, if anything is and the browser gives it. */
export function readValue(store: KeyValueStore | undefined, name: string): string | undefined {
  try {
    return store?.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps `value` under `name`, or forgets what is there when it is empty. */
export function writeValue(store: KeyValueStore | undefined, name: string, value: string): void {
  try {
    if (value === "") store?.removeItem(name);
    else store?.setItem(name, value);
  } catch {
    // Refused, or full: nothing is lost but the memory of it.
  }
}

/** What is kept under `name` as JSON; undefined when nothing is, or not JSON. */
export function readJson(store: KeyValueStore | undefined, name: string): unknown {
  try {
    return JSON.parse(readValue(store, name) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
