/** The bytes of an upload, as they come, within a limit of bytes and not below a rate (H24). */
import { freeNow } from "../../pictures";
import { Refusal } from "../refusal";

export interface Pace {
  /** Milliseconds that an upload may take besides what its bytes take. */
  grace: number;
  /** Bytes a second, at least, in the long run. */
  perSecond: number;
}

export interface Bounds extends Pace {
  /** Bytes, at most. */
  most: number;
}

/** Bytes that are hashed and written at once. */
const PIECE = 65_536;

let last: Promise<void> = Promise.resolve();

/** Resolves in another turn of the event loop than for all other uploads: the chat goes on between two pieces. */
function turn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}

/**
 * The bytes of a body in pieces, each good until the next is asked for. Throws `Refusal` where there are more than may be, where they come too slowly, and where they end
 * before the body does.
 */
export async function* incomingBytes(
  body: ReadableStream<Uint8Array>,
  { most, grace, perSecond }: Bounds,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const began = performance.now();
  let came = 0;
  try {
    for (;;) {
      const due = began + grace + (1000 * came) / perSecond;
      const { done, value } = await readBefore(reader, due);
      if (done) return;
      came += value.length;
      if (came > most) throw tooLarge(most);
      for (let at = 0; at < value.length; at += PIECE) {
        await turn();
        yield value.subarray(at, at + PIECE);
      }
      freeNow(value);
    }
  } finally {
    // What still comes is thrown away.
    reader.cancel().catch(() => {});
  }
}

export const tooLarge = (most: number) =>
  new Refusal("too_large", `a file may have ${most} bytes, and this one has more`);

async function readBefore(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  due: number,
): ReturnType<typeof reader.read> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(reject, Math.max(0, due - performance.now()), tooSlow());
  try {
    return await Promise.race([reader.read().catch(cutOff), late]);
  } finally {
    clearTimeout(timer);
  }
}

const tooSlow = () => new Refusal("unavailable", "the bytes came too slowly: try again", 1000);

function cutOff(): never {
  throw new Refusal("unavailable", "the upload was cut off: try again", 1000);
}
