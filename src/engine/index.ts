/** The door of the engine: what is exported here is public, and nothing else of `src/engine` is imported from outside. */
export { addressIn, clientAddress, forwardedBy, networkOf, type TrustedHeader } from "./addresses";
export { isBehind } from "./behind";
export type { BunEngine, Connection } from "./bun-engine";
export type { BunServer, Fetch } from "./bun-server";
export { closeAfterLast } from "./connection-close";
export { strictParser } from "./decoder";
export { createEngine, type Engine } from "./engine";
export { takeAuth } from "./lean-socket";
export type { EngineOptions } from "./options";
export { allowOrigin, isAllowedOrigin, preflight } from "./origins";
export { randomId } from "./random-id";
export { createRateLimiter, type Rate, type RateLimiter } from "./rate-limiter";
export { bodyWithin } from "./request-body";
export { urlOf } from "./request-url";
export { machineOf } from "./session-ids";
export type { FanOutCounts } from "./topics";
