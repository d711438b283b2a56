/** A person's identity: a name, and a key that only the person's own devices have (P1, P2). */
import { FIXED_LIMITS, isLonger, KEY_LENGTH, UNFIT_FOR_NAME, VISIBLE } from "../protocol";
import { hash } from "./hash";
import { readValue, type KeyValueStore, writeValue } from "./key-value-store";

const NAME = "chuan.name";
const KEY = "chuan.key";
const FROM = "chuan.from";
const KEY_BYTES = 24;

export interface Identity {
  /** "" until the person has chosen one. */
  name: () => string;
  rename: (name: string) => void;
  /** Made once and kept; without a store it lasts as long as the process. */
  key: string;
  /** A hash of the key: it marks this identity's unsent messages and does not reveal the key. */
  owner: number;
  /** Whether the key is really stored: a browser may refuse to store anything. */
  isKept: () => boolean;
  /** Whether another page of this browser has stored another identity since. */
  isReplaced: () => boolean;
  /** The public id that the server last derived from the key, to be used while offline. */
  from: () => string | undefined;
  learn: (from: string) => void;
}

/** Name and key, as a link carries them to another device. */
export type TransferredIdentity = Pick<Identity, "key"> & { name: string };

/** Why a server would refuse a name (P6); undefined if it would not. */
export function nameFault(name: string): "invalid" | "too_long" | undefined {
  const trimmed = name.trim();
  if (isLonger(trimmed, FIXED_LIMITS.name)) return "too_long";
  return VISIBLE.test(trimmed) && !UNFIT_FOR_NAME.test(trimmed) ? undefined : "invalid";
}

/** Whether a server would accept a name and key that came from another device. */
export function isTransferable({ key: { length }, name }: TransferredIdentity): boolean {
  return length >= KEY_LENGTH.least && length <= KEY_LENGTH.most && nameFault(name) === undefined;
}

/** The identity in `store`, made on first use. Several pages may share one: a new name holds for all of them. */
export function openIdentity(store: KeyValueStore | undefined): Identity {
  let name = "";
  const key = readValue(store, KEY) ?? randomText(KEY_BYTES);
  writeValue(store, KEY, key);
  return {
    name() {
      const kept = readValue(store, NAME);
      // The server would refuse every connection with an invalid name.
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

/** Takes over the identity of another device, from the next `openIdentity` on. */
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
