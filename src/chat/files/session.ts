/**
 * The cookie by which a browser's own requests for files say who asks (P38). It opens nothing else. It names the id of a key, of which
 * nobody can make the key: when the person has another key, it is nobody's (P35).
 */
import { timingSafeEqual } from "node:crypto";

export interface FileSessions {
  /** The value for the id of a key, and the milliseconds for which it is good. */
  open(keyId: string): { value: string; lasts: number };
  /** The id of the key that a value names, if it was made here, or by a machine with the same secret, and is still good. */
  keyIdOf(value: string): string | undefined;
}

const WEEK = 7 * 86_400_000;
const VALUE = /^([\w-]{16})\.(\d{1,15})\.([\w-]{43})$/;

export function createFileSessions(secret: string, lasts = WEEK): FileSessions {
  const sign = (said: string) =>
    new Bun.CryptoHasher("sha256", secret).update(`files ${said}`).digest("base64url");
  return {
    open(keyId) {
      const said = `${keyId}.${Date.now() + lasts}`;
      return { value: `${said}.${sign(said)}`, lasts };
    },

    keyIdOf(value) {
      const [, keyId = "", until = "", signature = ""] = VALUE.exec(value) ?? [];
      const right = sign(`${keyId}.${until}`);
      const isRight =
        signature.length === right.length &&
        timingSafeEqual(Buffer.from(signature), Buffer.from(right));
      return isRight && Number(until) > Date.now() ? keyId : undefined;
    },
  };
}
