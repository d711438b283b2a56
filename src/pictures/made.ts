/** What the encoder's process says of what it made. */
import * as v from "valibot";

/** What a picture is for that is not a file of a message: a person, or the server. */
export const PICTURE_FORMS = ["face", "icon"] as const;
export type PictureForm = (typeof PICTURE_FORMS)[number];
/** The media types of these. Programs that show icons beside the page do not all know WebP. */
export const FORM_TYPES = { face: "image/webp", icon: "image/png" } as const;

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Bytes of the whole, and of the small one behind it. Without `whole` the bytes that came are kept; without a size it is no picture. */
export const EncoderReport = v.object({
  width: v.exactOptional(count),
  height: v.exactOptional(count),
  whole: v.exactOptional(count),
  small: v.optional(count),
});
export type EncoderReport = v.InferOutput<typeof EncoderReport>;
