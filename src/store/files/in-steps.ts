/** A stream that reads the next bytes only when its reader asks for them. It holds nothing between two steps, no open file either. */

/** Bytes in one step at most, of a file that is received. */
export const STEP = 262_144;
/** And of one that is sent: thousands of connections may ask for files and not read them (H38). */
const SENT_STEP = 32_768;

/** Reads bytes at a place, at most as many as asked for, or undefined where they are gone. */
export type ReadPiece = (start: number, length: number) => Promise<Uint8Array | undefined>;

/** The bytes from `start` to before `end`. It fails where they are gone, or end, before it does. */
export function inSteps(read: ReadPiece, start: number, end: number): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (at < end) {
          const bytes = await read(at, Math.min(SENT_STEP, end - at));
          if (!bytes || bytes.length === 0) throw new Error("the file is gone");
          at += bytes.length;
          controller.enqueue(bytes);
        }
        if (at >= end) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
