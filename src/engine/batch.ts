/** Which of the packets that wait for a client leave in one write, and that write to a WebSocket. */
import { type Packet, Parser } from "./bun-engine";
import { compileLightly } from "./light-compiling";

type WebSocket = Pick<Bun.ServerWebSocket<unknown>, "send" | "cork">;

export interface Batch {
  packets: Packet[];
  /** Whether the next packets have to leave in a write of their own. */
  breakAfter: boolean;
}

/**
 * Takes from the front of the waiting packets those that may leave in one write. Socket.IO's answer to a CONNECT leaves
 * alone: some clients listen for events only after they have read it, and lose events that come with it.
 */
export function takeBatch(waiting: Packet[], most = waiting.length): Batch {
  const [only] = waiting;
  // Nearly always it is one packet.
  if (waiting.length === 1 && only) {
    waiting.length = 0;
    return { packets: [only], breakAfter: isConnectAnswer(only) };
  }
  const answer = waiting.findIndex(isConnectAnswer);
  const together = answer === -1 ? most : Math.max(1, answer);
  const packets = waiting.splice(0, Math.min(together, most));
  return { packets, breakAfter: answer === 0 || waiting.length > 0 };
}

/** Writes packets to a WebSocket, after what was published to it before, if that may be. */
export function writeBatch(ws: WebSocket, packets: Packet[], mayBePublishedTo: boolean): void {
  const [only] = packets;
  if (packets.length === 1 && only && !mayBePublishedTo) {
    ws.send(Parser.encodePacket(only, true));
    return;
  }
  const frames = packets.map((packet) => Parser.encodePacket(packet, true));
  // In one write with what was published to it before, which leaves first.
  ws.cork(() => frames.forEach((frame) => ws.send(frame)));
}

compileLightly(takeBatch, writeBatch);

/** Characters. Socket.IO's answer to a CONNECT is shorter. */
const LONG = 256;

function isConnectAnswer({ type, data }: Packet): boolean {
  // A long text may be parts that are still to be joined: to read its first character, they would be, in a copy.
  if (type !== "message" || typeof data !== "string" || data.length > LONG) return false;
  return data.startsWith("0");
}

/** The bytes of a packet's data. */
export function sizeOf({ data = "" }: Packet): number {
  return typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
}
