/** Checking what comes from outside by a schema. */
import * as v from "valibot";
import type { ErrorCode } from "../errors";

/** Begins the message of a schema's rule about length; the rest is the sentence for people. */
export const TOO_LONG = "too_long:";

/** What a schema's rule says is wrong, for people. */
export function sentenceOf(message: string): string {
  return message.startsWith(TOO_LONG) ? message.slice(TOO_LONG.length) : message;
}

export type Schema<T> = v.BaseSchema<unknown, T, v.BaseIssue<unknown>>;
export type Checked<T> =
  { ok: true; value: T } | { ok: false; error: { code: ErrorCode; message: string } };

/** `input` as the schema describes it, without any other keys, or the first thing that is wrong with it (P11). */
export function check<T>(schema: Schema<T>, input: unknown): Checked<T> {
  const result = v.safeParse(schema, input, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const { message } = result.issues[0];
  const code = message.startsWith(TOO_LONG) ? "too_long" : "invalid";
  return { ok: false, error: { code, message: sentenceOf(message) } };
}
