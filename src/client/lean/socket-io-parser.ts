/** Socket.IO's packets as JSON, in place of the package's own module: the page neither sends nor receives binary data. */

export const protocol = 5;

/** By the number that a packet begins with. */
export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 };

export interface SocketPacket {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}

/** The type, the namespace unless it is `/`, the number that an acknowledgement names, and the data. */
const PACKET = /^([0-4])(?:(\/[^,]*),?)?(\d+)?(.*)$/s;

export class Encoder {
  encode({ type, nsp, id, data }: SocketPacket): string[] {
    const json = data === undefined ? "" : JSON.stringify(data);
    return [`${type}${nsp === "/" ? "" : `${nsp},`}${id ?? ""}${json}`];
  }
}

type Decoded = (packet: SocketPacket) => void;

export class Decoder {
  #decoded: Decoded | undefined;

  /** Throws if `text` is no packet; the client then ends the connection. */
  add(text: string): void {
    const [, type, nsp = "/", id, json] = PACKET.exec(text) ?? [];
    if (type === undefined) throw new Error("this is no packet");
    this.#decoded?.({
      type: Number(type),
      nsp,
      ...(id && { id: Number(id) }),
      ...(json && { data: JSON.parse(json) as unknown }),
    });
  }

  /** There is one event, and it has one listener. */
  on(_: "decoded", listener: Decoded): void {
    this.#decoded = listener;
  }

  off(): void {
    this.#decoded = undefined;
  }

  destroy(): void {}
}
