/** The server that `Bun.serve` returns, and the function that answers its requests. */
import type { WebSocketData } from "./bun-engine";

export type BunServer = Bun.Server<WebSocketData>;

/**
 * Answers a request. The response is returned without a promise where nothing has to be waited for: each promise would
 * be a good part of what it costs to connect.
 */
export type Fetch = (request: Request, server: BunServer) => Response | Promise<Response>;
