/** One decoder for the text of all clients, where Socket.IO has a decoder for each. */
import type { Server } from "socket.io";
import type { Decoder, Packet } from "socket.io-parser";

export interface DecoderClass {
  new (): Decoder;
  /** Decodes for many clients: it keeps nothing of a packet, and takes any number of CONNECTs. The class itself takes one. */
  readonly ForMany?: new () => Decoder;
}

export interface SharedDecoder {
  /** The packet in what a client sent. Undefined where the client needs a decoder of its own. Throws as decoders do. */
  decode(data: unknown): Packet | undefined;
}

/** The class of which Socket.IO makes a decoder for each client. */
export function decoderOf(io: Server): DecoderClass {
  return io["_parser"].Decoder as unknown as DecoderClass;
}

/** The shared decoder of a server with Socket.IO's own parser, or with one that has a decoder for many. */
export function shareDecoder(io: Server): SharedDecoder {
  const { ForMany } = decoderOf(io);
  if (ForMany) return { decode: decodeWith(new ForMany()) };
  if (io["opts"].parser !== undefined) return { decode: () => undefined };
  const decode = decodeWith(new (decoderOf(io))());
  return { decode: (data) => (isWhole(data) ? decode(data) : undefined) };
}

function decodeWith(decoder: Decoder): SharedDecoder["decode"] {
  let decoded: Packet | undefined;
  decoder.on("decoded", (packet: Packet) => (decoded = packet));
  return (data) => {
    decoded = undefined;
    decoder.add(data);
    return decoded;
  };
}

/** BINARY_EVENT and BINARY_ACK, which Socket.IO's own decoder keeps until their attachments have come. */
const WITH_ATTACHMENTS = /^[56]/;

function isWhole(data: unknown): boolean {
  return typeof data === "string" && !WITH_ATTACHMENTS.test(data);
}
