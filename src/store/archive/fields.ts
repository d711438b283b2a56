/** Fields of an archive's lines. */
import * as v from "valibot";
import { roomNamed } from "../../protocol";

const YEAR = 365 * 86_400_000;

export const whole = v.pipe(v.number(), v.minValue(0), v.safeInteger("a number is not whole"));
export const at = v.pipe(
  whole,
  // A room's times never go back: after a time in the far future, every later message would have it.
  v.check(
    (time) => time < Date.now() + YEAR,
    "at is more than a year ahead of this machine's clock",
  ),
);
export const room = v.pipe(
  v.string(),
  v.check((name) => roomNamed(name) === name, "room is no name of a room"),
);
