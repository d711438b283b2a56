/** Who one is to others: a name, and a key that only this browser has (P1, P2). */

const NAME = "chuan.name";
const KEY = "chuan.key";
const KEY_BYTES = 24;

/** The part of `localStorage` that is needed; a browser may refuse to have one. */
export type Store = Pick<Storage, "getItem" | "setItem">;

export interface Identity {
  /** "" until one has said it. */
  name: () => string;
  rename: (name: string) => void;
  /** Made once and kept; without a store it lasts as long as the page. */
  key: string;
}

/** The identity that `store` keeps, made on first use. */
export function openIdentity(store: Store | undefined): Identity {
  let name = read(store, NAME) ?? "";
  const key = read(store, KEY) ?? newKey();
  write(store, KEY, key);
  return {
    name: () => name,
    rename(wanted) {
      name = wanted;
      write(store, NAME, wanted);
    },
    key,
  };
}

function newKey(): string {
  return randomText(KEY_BYTES);
}

/** `bytes` random bytes as text, from a cryptographic source. */
export function randomText(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Where storage is refused, or full, the page goes on with what it has in memory.
function read(store: Store | undefined, name: string): string | undefined {
  try {
    return store?.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(store: Store | undefined, name: string, value: string): void {
  try {
    store?.setItem(name, value);
  } catch {
    // Nothing is lost but the memory of it.
  }
}
