import { check } from "../protocol/schemas";
import type { ErrorCode, WireError } from "../protocol";

/** Thrown to refuse an event: its code and sentence go to the client as they are (P7, P11, P12). */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly wire: WireError;

  /** `retryAfter` is in milliseconds. */
  constructor(code: ErrorCode, message: string, retryAfter?: number) {
    super(message);
    this.wire = retryAfter === undefined ? { code, message } : { code, message, retryAfter };
  }
}

/** What a client sent, as the schema describes it. Throws the `Refusal` that says what is wrong. */
export function checked<T>(schema: Parameters<typeof check<T>>[0], input: unknown): T {
  const result = check(schema, input);
  if (!result.ok) throw new Refusal(result.error.code, result.error.message);
  return result.value;
}
