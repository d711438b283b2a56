/** Who a connection is to others. */
import { randomId } from "../../engine";
import type { Person } from "../../protocol";
import { Introduction } from "../../protocol/schemas";
import { checked } from "../refusal";

/** The name of a person who has not said one yet. */
export const NAMELESS = "";

/** What a connection said of itself: who it is, whether it is the same person each time, and the invitation that it brings. */
export interface Introduced {
  person: Person;
  hasKey: boolean;
  invitation?: string | undefined;
}

/**
 * Who a connection is, from what it sent to introduce itself (P1, P2). Without a key it is a new
 * person each time. Throws `Refusal` for a name, a key or an invitation that cannot be one.
 */
export function identify(auth: unknown): Introduced {
  const { name = NAMELESS, key, invitation } = checked(Introduction, auth);
  const hasKey = key !== undefined;
  // Without a key, 96 random bits in the shape of a public id.
  return { person: { from: hasKey ? publicId(key) : randomId(12), name }, hasKey, invitation };
}

/** The public id of a key's holder: the same on every machine. No way leads back to the key (P2). */
export function publicId(key: string): string {
  return Bun.CryptoHasher.hash("sha256", `chuan:${key}`, "base64url").slice(0, 16);
}
