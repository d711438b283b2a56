/** Who a connection is to others. */
import { randomId } from "../../engine";
import type { Person } from "../../protocol";
import { Introduction } from "../../protocol/schemas";
import { checked } from "../refusal";

/** The name of a person who has not said one yet. */
export const NAMELESS = "";

/**
 * Who a connection is, from what it sent to introduce itself (P1, P2). Without a key it is a new
 * person each time. Throws `Refusal` for a name or a key that cannot be one.
 */
export function identify(auth: unknown): Person {
  const { name = NAMELESS, key } = checked(Introduction, auth);
  // Without a key, 96 random bits in the shape of a public id.
  return { from: key === undefined ? randomId(12) : publicId(key), name };
}

/** The public id of a key's holder: the same on every machine. No way leads back to the key (P2). */
export function publicId(key: string): string {
  return new Bun.CryptoHasher("sha256").update(`chuan:${key}`).digest("base64url").slice(0, 16);
}
