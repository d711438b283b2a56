/** WebSocket frames (RFC 6455) over plain TCP, as far as a load needs them: no fragments, nothing compressed. */

export const TEXT = 0x1;
export const PING = 0x9;
export const PONG = 0xa;

const KEY = "AAAAAAAAAAAAAAAAAAAAAA==";
const MASKED = 0x80;
const MASK = 4;
const FINAL = 0x80;
const OPCODE = 0xf;
/** Bytes of the shortest header. */
const SHORT = 2;
/** A length that does not fit into the shortest header follows it: the first of these marks says in two bytes, the second in eight. */
const TWO_BYTES = 126;
const NOTHING = Buffer.alloc(0);
const END_OF_HEADERS = "\r\n\r\n";

/** The request that makes a WebSocket of a TCP connection. `headers` are whole lines. */
export function handshake(host: string, path: string, headers: readonly string[] = []): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${KEY}`,
    "Sec-WebSocket-Version: 13",
    ...headers,
    "\r\n",
  ].join("\r\n");
}

/** A frame as a client sends it. Its mask is zero, which leaves the payload as it is. */
export function frameOf(text: string, opcode = TEXT): Buffer {
  const length = Buffer.byteLength(text);
  const header =
    length < TWO_BYTES
      ? [FINAL | opcode, MASKED | length]
      : [FINAL | opcode, MASKED | TWO_BYTES, length >> 8, length & 0xff];
  const frame = Buffer.alloc(header.length + MASK + length);
  frame.set(header);
  frame.write(text, header.length + MASK);
  return frame;
}

/** What a connection has received of something that is not complete yet: of the handshake's response, then of a frame. */
export interface Stream {
  upgraded: boolean;
  rest: Buffer;
}

export function newStream(): Stream {
  return { upgraded: false, rest: NOTHING };
}

/** Receives a whole frame's payload, as its place in `bytes`. */
type Take = (bytes: Buffer, opcode: number, from: number, to: number) => void;

/** Takes each frame that a chunk completes. */
export function receive(stream: Stream, chunk: Buffer, take: Take): void {
  const bytes = stream.rest.length > 0 ? Buffer.concat([stream.rest, chunk]) : chunk;
  const begin = stream.upgraded ? 0 : endOfHeaders(bytes);
  stream.upgraded = begin !== -1;
  const end = stream.upgraded ? eachFrame(bytes, begin, take) : 0;
  // A copy, because Bun may use the chunk again.
  stream.rest = end < bytes.length ? Buffer.from(bytes.subarray(end)) : NOTHING;
}

/** Takes each whole frame from `at` on, and returns where the next one begins. */
function eachFrame(bytes: Buffer, at: number, take: Take): number {
  while (at + SHORT <= bytes.length) {
    const from = at + headerAt(bytes, at);
    if (from > bytes.length) break;
    const to = from + payloadAt(bytes, at);
    if (to > bytes.length) break;
    take(bytes, bytes.readUInt8(at) & OPCODE, from, to);
    at = to;
  }
  return at;
}

/** The length of the header of the frame at `at`. */
function headerAt(bytes: Buffer, at: number): number {
  const length = bytes.readUInt8(at + 1);
  return length < TWO_BYTES ? SHORT : length === TWO_BYTES ? SHORT + 2 : SHORT + 8;
}

/** The length of the payload of the frame at `at`, whose header is whole. */
function payloadAt(bytes: Buffer, at: number): number {
  const length = bytes.readUInt8(at + 1);
  if (length < TWO_BYTES) return length;
  return length === TWO_BYTES ? bytes.readUInt16BE(at + SHORT) : bytes.readUIntBE(at + 4, 6);
}

function endOfHeaders(bytes: Buffer): number {
  const end = bytes.indexOf(END_OF_HEADERS);
  return end === -1 ? -1 : end + END_OF_HEADERS.length;
}
