/**
 * A parser for Socket.IO that takes text for one namespace and nothing else. Its decoder checks a packet before anything
 * is parsed, whereas the one of socket.io-parser takes everything that the protocol has. Socket.IO ends a connection
 * whose decoder throws.
 */
import { Decoder, Encoder, type Packet } from "socket.io-parser";

/** Arguments of one event or acknowledgement. Each becomes an argument of a call, which takes room on the stack. */
const MAX_ARGUMENTS = 8;
/** Arrays and objects inside each other. Code that walks a value recursively does so on the stack. */
const MAX_DEPTH = 6;

/** CONNECT, DISCONNECT, EVENT and ACK of the namespace `/`: no attachments, and no other namespace. */
const PACKET = /^(?:0(?:\{|\/?$)|1$|2\d{0,15}\[\s*"|3\d{1,15}\[)/;

/** Reads the packets of any number of connections. `add` throws at a packet that it does not take. */
class StrictDecoderForMany extends Decoder {
  override add(packet: unknown): void {
    if (typeof packet !== "string") throw new Error("binary is not taken");
    if (!PACKET.test(packet)) throw new Error("not a packet of this protocol");
    requireWithinLimits(packet);
    super.add(packet);
  }
}

/** Reads the packets of one connection, which sends one CONNECT. */
class StrictDecoder extends StrictDecoderForMany {
  static readonly ForMany = StrictDecoderForMany;
  #connected = false;

  override add(packet: unknown): void {
    if (typeof packet === "string" && packet.startsWith("0")) {
      requireFirstConnect(this.#connected);
      this.#connected = true;
    }
    super.add(packet);
  }
}

/**
 * Throws when a connection has sent a CONNECT before. Each makes a socket, and Socket.IO does not notice a second one
 * while a middleware still decides.
 */
export function requireFirstConnect(hasSentOne: boolean): void {
  if (hasSentOne) throw new Error("a connection has one CONNECT");
}

/** Writes packets without attachments, as `encodeAsString` of socket.io-parser does, but describes none of them for its debug log. */
class TextEncoder extends Encoder {
  override encode({ type, nsp, id, data }: Packet): string[] {
    const namespace = nsp && nsp !== "/" ? `${nsp},` : "";
    // `encodeAsString` leaves out what is null as well.
    return [`${type}${namespace}${id ?? ""}${data == null ? "" : JSON.stringify(data)}`];
  }
}

/** The `parser` of a Socket.IO server for the open internet. */
export const strictParser = { Encoder: TextEncoder, Decoder: StrictDecoder };

/** Throws when the JSON of a packet is too deep or its list too long, without parsing it. */
function requireWithinLimits(packet: string): void {
  const { depth, commas } = measure(packet);
  if (depth > MAX_DEPTH) throw new Error(`more than ${MAX_DEPTH} levels deep`);
  // The list of an event begins with the event's name.
  const most = packet.startsWith("2") ? MAX_ARGUMENTS + 1 : MAX_ARGUMENTS;
  if (!packet.startsWith("0") && commas >= most)
    throw new Error(`more than ${MAX_ARGUMENTS} arguments`);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/** How deep some JSON goes, and how many commas its outermost value has: one pass, also over malformed JSON. */
function measure(json: string): { depth: number; commas: number } {
  let [level, depth, commas] = [0, 0, 0];
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) depth = Math.max(depth, (level += 1));
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) level -= 1;
    else if (code === COMMA && level === 1) commas += 1;
  }
  return { depth, commas };
}

/** The index of the quote that ends the string which begins at `start`, or the end of the text. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE)
    at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
