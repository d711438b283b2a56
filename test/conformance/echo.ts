/** A server of Engine.IO alone that echoes what it receives. */
import { EventEmitter } from "node:events";
import type { Connection } from "../../src/engine";
import { serveEngine } from "../engine/serve-engine";

/** A heartbeat so slow that no test sees it. */
export const CALM = { interval: 25_000, timeout: 20_000 };
export const SEPARATOR = "\x1e";

/** Leaves the packets of Engine.IO as they are. */
class NoDecoder extends EventEmitter {
  add(): void {}
  destroy(): void {}
}

class NoEncoder {
  encode(): string[] {
    return [];
  }
}

/** A server that echoes every packet, and the addresses of its transports. */
export async function serveEcho(heartbeat: { interval: number; timeout: number }) {
  const parser = { Encoder: NoEncoder, Decoder: NoDecoder };
  const server = await serveEngine({ heartbeat }, { parser });
  server.io.engine.on("connection", (connection: Connection) => {
    connection.on("data", (data) => void connection.write(data));
  });
  const address = `${server.url}/socket.io/?EIO=4&transport=`;
  return { ...server, polling: `${address}polling`, websocket: `${address}websocket` };
}

export type Echo = Awaited<ReturnType<typeof serveEcho>>;
