/** What the encoder's process says of what it made. */
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Bytes of the whole, and of the small one behind it. Without `whole` the bytes that came are kept; without a size it is no picture. */
export const EncoderReport = v.object({
  width: v.exactOptional(count),
  height: v.exactOptional(count),
  whole: v.exactOptional(count),
  small: v.optional(count),
});
export type EncoderReport = v.InferOutput<typeof EncoderReport>;
