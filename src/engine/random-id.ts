/** Random ids from a pool: to ask the system for the bytes of each took 1 µs of what it costs to connect. */
import { randomBytes } from "node:crypto";

const POOL = 4096;

let pool = randomBytes(POOL);
let used = 0;

/** So many random bytes, 4096 at most, in base64url. No byte is given twice. */
export function randomId(bytes: number): string {
  if (used + bytes > POOL) {
    pool = randomBytes(POOL);
    used = 0;
  }
  used += bytes;
  return pool.toString("base64url", used - bytes, used);
}
