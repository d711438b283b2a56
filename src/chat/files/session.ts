/** The cookie by which a browser's own requests for files say who asks (P38). It opens nothing else, and has nothing of a key. */
import { timingSafeEqual } from "node:crypto";

export interface FileSessions {
  /** The value for a person, and the milliseconds for which it is good. */
  open(from: string): { value: string; lasts: number };
  /** The person whom a value names, if it was made here, or by a machine with the same secret, and is still good. */
  personOf(value: string): string | undefined;
}

const WEEK = 7 * 86_400_000;
const VALUE = /^([\w-]{16})\.(\d{1,15})\.([\w-]{43})$/;

export function createFileSessions(secret: string, lasts = WEEK): FileSessions {
  const sign = (said: string) =>
    new Bun.CryptoHasher("sha256", secret).update(`files ${said}`).digest("base64url");
  return {
    open(from) {
      const said = `${from}.${Date.now() + lasts}`;
      return { value: `${said}.${sign(said)}`, lasts };
    },

    personOf(value) {
      const [, from = "", until = "", signature = ""] = VALUE.exec(value) ?? [];
      const right = sign(`${from}.${until}`);
      const isRight =
        signature.length === right.length &&
        timingSafeEqual(Buffer.from(signature), Buffer.from(right));
      return isRight && Number(until) > Date.now() ? from : undefined;
    },
  };
}
