/**
 * Long-polling behind Fly.io's proxy: a session lives on one machine, and its requests land on any. One
 * that landed elsewhere is given back to the proxy with the machine that it belongs to.
 */
import { machineOf } from "../engine";

const MACHINE = /^[a-z0-9]{1,32}$/;
/** What the proxy says of a request that was given back before, or whose machine is gone. */
const REPLAYED = ["fly-replay-src", "fly-preferred-instance-unavailable"];

/**
 * The answer that gives a request back, or undefined when it is to be answered here: also when its
 * machine is gone, for then nobody knows the session, the client is told so, and connects anew.
 */
export function replay(request: Request, here: string): Response | undefined {
  const sid = new URL(request.url).searchParams.get("sid") ?? "";
  const there = machineOf(sid);
  if (there === undefined || there === here || !MACHINE.test(there)) return undefined;
  if (REPLAYED.some((header) => request.headers.has(header))) return undefined;
  // Never `instance`: with a machine that is gone, that is an error which no client can get over.
  const headers = { "fly-replay": `prefer_instance=${there}`, "Cache-Control": "no-store" };
  return new Response(null, { status: 307, headers });
}
