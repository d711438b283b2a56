/** A person's identity: a name, and a key that only the person's own devices have (P1, P2, P35). */
import { FIXED_LIMITS, isLonger, KEY_LENGTH, UNFIT_FOR_NAME, VISIBLE } from "../protocol";
import { hash } from "./hash";
import { readJson, readValue, type KeyValueStore, writeValue } from "./key-value-store";

const NAME = "chuan.name";
const KEY = "chuan.key";
const FROM = "chuan.from";
const OWNER = "chuan.owner";
const NEXT = "chuan.nextKey";
const KEY_BYTES = 24;

/** A key that is to take the place of the one that there is. `rekey`: the token of a link, which makes it the key of that link's person. */
export interface NextKey {
  key: string;
  rekey?: string;
}

export interface Identity {
  /** "" until the person has chosen one. */
  name: () => string;
  rename: (name: string) => void;
  /** Made once and kept; without a store it lasts as long as the process. */
  readonly key: string;
  /** A number that marks this identity's unsent messages and does not reveal the key. It stays when the person has another key. */
  owner: number;
  /** Whether the key is really stored: a browser may refuse to store anything. */
  isKept: () => boolean;
  /** Whether another page of this browser has stored another identity since. */
  isReplaced: () => boolean;
  /** The public id that the server last derived from the key, to be used while offline. */
  from: () => string | undefined;
  learn: (from: string) => void;
  /** A next key that was prepared, and of which it is not known whether it counts. */
  next: () => NextKey | undefined;
  /**
   * Makes a next key and keeps it before anybody else learns of it: a page that is closed at any moment has a key that counts.
   * Without a token it is the same key until it is taken or dropped.
   */
  prepare: (rekey?: string) => NextKey;
  /** The next key counts: it is the identity's from now on, or that of another person, if it was prepared with a token. */
  take: () => void;
  drop: () => void;
}

/** Name and key, as a link carries them to another device; as words, which carry no name, with the name "". */
export type TransferredIdentity = Pick<Identity, "key"> & { name: string };

/** Why a server would refuse a name (P6); undefined if it would not. */
export function nameFault(name: string): "invalid" | "too_long" | undefined {
  const trimmed = name.trim();
  if (isLonger(trimmed, FIXED_LIMITS.name)) return "too_long";
  return VISIBLE.test(trimmed) && !UNFIT_FOR_NAME.test(trimmed) ? undefined : "invalid";
}

const isKey = (key: unknown): key is string =>
  typeof key === "string" && key.length >= KEY_LENGTH.least && key.length <= KEY_LENGTH.most;

/** Whether a server would accept a name and key that came from another device. */
export function isTransferable({ key, name }: TransferredIdentity): boolean {
  return isKey(key) && nameFault(name) === undefined;
}

/** The identity in `store`, made on first use. Several pages may share one: a new name holds for all of them. */
export function openIdentity(store: KeyValueStore | undefined): Identity {
  let name = "";
  let key = readValue(store, KEY) ?? newKey();
  let next = keptNext(store);
  const owner = Number(readValue(store, OWNER)) || hash(key);
  writeValue(store, KEY, key);
  const keep = (wanted: NextKey | undefined) => {
    next = wanted;
    writeValue(store, NEXT, wanted ? JSON.stringify(wanted) : "");
  };
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
    get key() {
      return key;
    },
    owner,
    isKept: () => readValue(store, KEY) === key,
    isReplaced: () => (readValue(store, KEY) ?? key) !== key,
    from: () => readValue(store, FROM),
    learn: (from) => writeValue(store, FROM, from),
    next: () => next,
    prepare(rekey) {
      const made = { key: newKey(), ...(rekey === undefined ? {} : { rekey }) };
      const prepared = rekey === next?.rekey ? (next ?? made) : made;
      keep(prepared);
      return prepared;
    },
    take() {
      if (!next) return;
      if (next.rekey === undefined) {
        key = next.key;
        writeValue(store, OWNER, String(owner));
        writeValue(store, KEY, key);
      } else adoptIdentity(store, { name: "", key: next.key });
      keep(undefined);
    },
    drop: () => keep(undefined),
  };
}

function keptNext(store: KeyValueStore | undefined): NextKey | undefined {
  const { key, rekey } = Object(readJson(store, NEXT)) as Partial<Record<keyof NextKey, unknown>>;
  if (!isKey(key)) return undefined;
  return typeof rekey === "string" ? { key, rekey } : { key };
}

/** Takes over the identity of another device, from the next `openIdentity` on. */
export function adoptIdentity(
  store: KeyValueStore | undefined,
  { name, key }: TransferredIdentity,
): void {
  writeValue(store, NAME, name);
  writeValue(store, KEY, key);
  for (const kept of [FROM, OWNER, NEXT]) writeValue(store, kept, "");
}

export const newKey = (): string => randomText(KEY_BYTES);

/** `bytes` random bytes as text, from a cryptographic source. */
export function randomText(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
