/** Who one is to others: a name, and a key that only one's own browsers have (P1, P2). */
import { FIXED_LIMITS, isLonger, KEY_LENGTH, UNFIT_FOR_NAME, VISIBLE } from "../protocol";
import { hash } from "./hash";
import { readValue, type KeyValueStore, writeValue } from "./key-value-store";

const NAME = "chuan.name";
const KEY = "chuan.key";
const FROM = "chuan.from";
const KEY_BYTES = 24;

export interface Identity {
  /** "" until one has said it. */
  name: () => string;
  rename: (name: string) => void;
  /** Made once and kept; without a store it lasts as long as the page. */
  key: string;
  /** Tells this identity's unsent messages from another's, and nothing of the key to anybody. */
  owner: number;
  /** Whether it is there when the page opens again: a browser may refuse to keep anything. */
  isKept: () => boolean;
  /** Whether another page has made this browser somebody else since. */
  isReplaced: () => boolean;
  /** What the server last made of the key, for as long as there is no server to ask. */
  from: () => string | undefined;
  learn: (from: string) => void;
}

/** Name and key on their way to another device. */
export type TransferredIdentity = Pick<Identity, "key"> & { name: string };

/** Why no server takes a name (P6); undefined when every one does. */
export function nameFault(name: string): "invalid" | "too_long" | undefined {
  const trimmed = name.trim();
  if (isLonger(trimmed, FIXED_LIMITS.name)) return "too_long";
  return VISIBLE.test(trimmed) && !UNFIT_FOR_NAME.test(trimmed) ? undefined : "invalid";
}

/** Whether a server takes what another device is said to have. */
export function isTransferable({ key: { length }, name }: TransferredIdentity): boolean {
  return length >= KEY_LENGTH.least && length <= KEY_LENGTH.most && nameFault(name) === undefined;
}

/** The identity that `store` keeps, made on first use. Several pages may share one: a new name is every page's. */
export function openIdentity(store: KeyValueStore | undefined): Identity {
  let name = "";
  const key = readValue(store, KEY) ?? randomText(KEY_BYTES);
  writeValue(store, KEY, key);
  return {
    name() {
      const kept = readValue(store, NAME);
      // With a name that it does not take, the server would refuse every connection.
      if (kept !== undefined && !nameFault(kept)) name = kept;
      return name;
    },
    rename(wanted) {
      name = wanted;
      writeValue(store, NAME, wanted);
    },
    key,
    owner: hash(key),
    isKept: () => readValue(store, KEY) === key,
    isReplaced: () => (readValue(store, KEY) ?? key) !== key,
    from: () => readValue(store, FROM),
    learn: (from) => writeValue(store, FROM, from),
  };
}

/** Becomes who another device is. It holds from the next opening of the page on. */
export function adoptIdentity(
  store: KeyValueStore | undefined,
  { name, key }: TransferredIdentity,
): void {
  writeValue(store, NAME, name);
  writeValue(store, KEY, key);
  writeValue(store, FROM, "");
}

/** `bytes` random bytes as text, from a cryptographic source. */
export function randomText(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
