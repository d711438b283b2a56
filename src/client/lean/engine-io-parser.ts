/** Engine.IO's packets as text, in place of the package's own module: the page neither sends nor receives binary data. */

export const protocol = 4;

const TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"] as const;
const SEPARATOR = "\u001e";

export interface EnginePacket {
  type: (typeof TYPES)[number] | "error";
  data?: string;
}

type Done = (encoded: string) => void;

export function encodePacket({ type, data }: EnginePacket, _binary: boolean, done: Done): void {
  done(TYPES.findIndex((one) => one === type) + (data ?? ""));
}

export function encodePayload(packets: readonly EnginePacket[], done: Done): void {
  const encoded: string[] = [];
  for (const packet of packets) encodePacket(packet, false, (text) => encoded.push(text));
  done(encoded.join(SEPARATOR));
}

export function decodePacket(text: string): EnginePacket {
  const type = /^\d/.test(text) && TYPES[Number(text[0])];
  if (!type) return { type: "error", data: "parser error" };
  return text.length > 1 ? { type, data: text.slice(1) } : { type };
}

export function decodePayload(text: string): EnginePacket[] {
  return text.split(SEPARATOR).map((one) => decodePacket(one));
}
