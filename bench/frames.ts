/** WebSocket frames (RFC 6455) over plain TCP, as far as a load needs them: no fragments, nothing compressed. */

export const TEXT = 0x1;
export const PING = 0x9;
export const PONG = 0xa;

const KEY = "AAAAAAAAAAAAAAAAAAAAAA==";
const MASKED = 0x80;
const FINAL = 0x80;
const LENGTH = 0x7f;
const END_OF_HEADERS = "\r\n\r\n";

/** The request that makes a WebSocket of a TCP connection. */
export function handshake(host: string, path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${KEY}`,
    "Sec-WebSocket-Version: 13",
    "\r\n",
  ].join("\r\n");
}

/** A frame as a client sends it. Its mask is zero, which leaves the payload as it is. */
export function frameOf(text: string, opcode = TEXT): Uint8Array {
  const payload = new TextEncoder().encode(text);
  const long = payload.length > 125;
  const header = long
    ? [FINAL | opcode, MASKED | 126, payload.length >> 8, payload.length & 0xff]
    : [FINAL | opcode, MASKED | payload.length];
  const frame = new Uint8Array(header.length + 4 + payload.length);
  frame.set(header);
  frame.set(payload, header.length + 4);
  return frame;
}

/** Takes each whole frame of `bytes`, and returns what is left over: the beginning of the next one. */
function eachFrame(
  bytes: Uint8Array,
  take: (opcode: number, from: number, to: number) => void,
): Uint8Array {
  let at = 0;
  while (at + 2 <= bytes.length) {
    const [from, length] = payloadAt(bytes, at);
    if (from + length > bytes.length) break;
    take((bytes[at] ?? 0) & 0xf, from, from + length);
    at = from + length;
  }
  return bytes.subarray(at);
}

/** What has come by a connection so far and was not whole: of the answer to the handshake, and then of a frame. */
export interface Stream {
  upgraded: boolean;
  rest: Uint8Array;
}

export function newStream(): Stream {
  return { upgraded: false, rest: new Uint8Array() };
}

/** Takes each frame that a chunk completes, where it lies in `bytes`. */
export function receive(
  stream: Stream,
  chunk: Buffer,
  take: (bytes: Uint8Array, opcode: number, from: number, to: number) => void,
): void {
  const bytes = stream.rest.length > 0 ? Buffer.concat([stream.rest, chunk]) : chunk;
  const frames = stream.upgraded ? bytes : behindHeaders(bytes);
  stream.upgraded = frames !== undefined;
  const rest = frames
    ? eachFrame(frames, (opcode, from, to) => take(frames, opcode, from, to))
    : bytes;
  // A copy, because Bun uses the chunk again.
  stream.rest = rest.length > 0 ? rest.slice() : rest;
}

function behindHeaders(bytes: Buffer): Uint8Array | undefined {
  const end = bytes.indexOf(END_OF_HEADERS);
  return end === -1 ? undefined : bytes.subarray(end + END_OF_HEADERS.length);
}

/** Where the payload of the frame at `at` begins, and its length. Beyond the bytes when the header is not whole. */
function payloadAt(bytes: Uint8Array, at: number): [from: number, length: number] {
  const short = (bytes[at + 1] ?? 0) & LENGTH;
  if (short < 126) return [at + 2, short];
  if (at + 10 > bytes.length && short === 127) return [bytes.length, 1];
  if (at + 4 > bytes.length) return [bytes.length, 1];
  const view = new DataView(bytes.buffer, bytes.byteOffset + at + 2);
  return short === 126 ? [at + 4, view.getUint16(0)] : [at + 10, Number(view.getBigUint64(0))];
}
