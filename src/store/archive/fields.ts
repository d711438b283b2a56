/** Fields of an archive's lines. */
import * as v from "valibot";
import { roomNamed } from "../../protocol";
import { FILE_NAME_LENGTH, FIXED_LIMITS, REASON_LENGTH } from "../../protocol/limits";
import { labelField } from "../../protocol/schemas";
import { textUpTo } from "../../protocol/schemas/fields";

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
/** An empty name is not known. */
export const nameOrNone = textUpTo(FIXED_LIMITS.name, "name");
export const reasonOrNone = labelField("reason", REASON_LENGTH, 0);

/** One line: a file's name is never a path here, but it is a header when it is served. */
export const fileName = v.pipe(
  v.string(),
  v.minLength(1, "name is empty"),
  v.regex(
    /^[^\r\n\t\p{Zl}\p{Zp}\p{Bidi_C}]*$/u,
    "name has a line break or a control for the direction of text",
  ),
  textUpTo(FILE_NAME_LENGTH, "name"),
);
/** It is a header as well. */
export const mediaType = v.pipe(
  v.string(),
  v.maxLength(255, "type is too long"),
  v.regex(/^[\w.+-]+\/[\w.+-]+$/, "type is no media type"),
);
/** As far as Postgres stores them. */
export const pixels = v.exactOptional(v.pipe(whole, v.minValue(1), v.maxValue(2 ** 31 - 1)));
