import { newPort } from "./ports";

/**
 * A port that nobody listens on now, for a server that is started later: not one of those that the system gives to outgoing
 * connections, of which one could take it meanwhile.
 */
export async function freePort(): Promise<number> {
  return newPort();
}
