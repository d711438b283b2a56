/** Why a request is refused. */
import type { ErrorCode, WireError } from "../protocol";
import { check, type Schema } from "../protocol/schemas";

/** Thrown to refuse a request: its code and sentence go to the client as they are (P7, P11, P12). */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly wire: WireError;

  /** `more` is the number of milliseconds after which to try again, or further fields of the error. */
  constructor(
    code: ErrorCode,
    message: string,
    more?: number | Pick<WireError, "retryAfter" | "reason" | "until">,
  ) {
    super(message);
    const fields = typeof more === "number" ? { retryAfter: more } : more;
    this.wire = { code, message, ...fields };
  }
}

/** `input` as the schema describes it. Throws the `Refusal` that says what is wrong. */
export function checked<T>(schema: Schema<T>, input: unknown): T {
  const result = check(schema, input);
  if (!result.ok) throw new Refusal(result.error.code, result.error.message);
  return result.value;
}
