/** Who a connection is to others. */
import { randomId } from "../../engine";
import type { Person } from "../../protocol";
import { Introduction } from "../../protocol/schemas";
import { checked } from "../refusal";

/** The name of a person who has not said one yet. */
export const NAMELESS = "";

/** What a connection said of itself: who it is, whether it is the same person each time, and the tokens that it brings. */
export interface Introduced {
  person: Person;
  hasKey: boolean;
  /** The id of its key. It is the person's own id until they are given another key (P35). */
  keyId?: string | undefined;
  tokens: Tokens;
}

/** An invitation that is redeemed, and a link that gives a person another key. */
export interface Tokens {
  invitation?: string | undefined;
  rekey?: string | undefined;
}

/**
 * Who a connection is, from what it sent to introduce itself (P1, P2). Without a key it is a new
 * person each time. Throws `Refusal` for a name, a key or an invitation that cannot be one.
 */
export function identify(auth: unknown): Introduced {
  const { name = NAMELESS, key, invitation, rekey } = checked(Introduction, auth);
  const keyId = key === undefined ? undefined : publicId(key);
  // Without a key, 96 random bits in the shape of a public id.
  const from = keyId ?? randomId(12);
  return {
    person: { from, name },
    hasKey: keyId !== undefined,
    keyId,
    tokens: { invitation, rekey },
  };
}

/** The public id of a key's holder: the same on every machine. No way leads back to the key (P2). */
export function publicId(key: string): string {
  return Bun.CryptoHasher.hash("sha256", `chuan:${key}`, "base64url").slice(0, 16);
}
