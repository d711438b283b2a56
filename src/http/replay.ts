/**
 * Long-polling behind Fly.io's proxy: a session lives on one machine, but the proxy sends its requests to any. A
 * request for another machine's session is returned to the proxy with that machine's id (`fly-replay`).
 */
import { machineOf } from "../engine";

const MACHINE = /^[a-z0-9]{1,32}$/;
/** The proxy sets these headers on a request that was replayed before, or whose machine is gone. */
const REPLAYED = ["fly-replay-src", "fly-preferred-instance-unavailable"];

/**
 * The response that makes the proxy replay a request, or undefined when this machine answers it. It also answers when
 * the session's machine is gone: the client gets "Session ID unknown", and connects again.
 */
export function replay(request: Request, here: string): Response | undefined {
  const sid = new URL(request.url).searchParams.get("sid") ?? "";
  const there = machineOf(sid);
  if (there === undefined || there === here || !MACHINE.test(there)) return undefined;
  if (REPLAYED.some((header) => request.headers.has(header))) return undefined;
  // Not `instance`: when the machine is gone, the proxy answers that with an error from which no client recovers.
  const headers = { "fly-replay": `prefer_instance=${there}`, "Cache-Control": "no-store" };
  return new Response(null, { status: 307, headers });
}
