/** The text of a request's body, within a limit of bytes and of time. */

/** A body, or why there is none: it has more bytes, or did not come in time or at all. */
export type Body = { text: string } | { refused: "large" | "late" };

/** Reads a body of at most so many bytes, which comes within so many milliseconds. */
export async function bodyWithin(
  request: Request,
  { bytes, ms }: { bytes: number; ms: number },
): Promise<Body> {
  if (Number(request.headers.get("Content-Length") ?? 0) > bytes) return LARGE;
  const reader = request.body?.getReader();
  if (!reader) return { text: "" };
  const { promise: late, resolve } = Promise.withResolvers<Body>();
  const timer = setTimeout(resolve, ms, LATE);
  try {
    return await Promise.race([bodyOf(reader, bytes).catch(() => LATE), late]);
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
}

const LARGE: Body = { refused: "large" };
const LATE: Body = { refused: "late" };

async function bodyOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  most: number,
): Promise<Body> {
  const decoder = new TextDecoder();
  let [text, length] = ["", 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode() };
    length += value.length;
    if (length > most) return LARGE;
    text += decoder.decode(value, { stream: true });
  }
}
