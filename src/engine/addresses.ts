/** The address of a client, by which limits count. */
import { isIP } from "node:net";

/** The header in which a trusted proxy names its client's address. Without one the address of the socket counts. */
export type TrustedHeader = string | undefined;

let lastRequest: Request | undefined;
let lastPeer: Bun.SocketAddress | null = null;

/**
 * The other end of a request's TCP connection; null where that has closed. The last one is kept: Bun takes 0.7 µs to tell, and a
 * handshake's is looked at three times.
 */
export function peerOfRequest(
  request: Request,
  server: Pick<Bun.Server<unknown>, "requestIP">,
): Bun.SocketAddress | null {
  if (request !== lastRequest) {
    lastPeer = server.requestIP(request);
    lastRequest = request;
  }
  return lastPeer;
}

/**
 * The address of the client that sent a request. A header counts only where the deployment names it as one that its
 * proxy sets: any client can send it. The last address of a list counts: the nearest proxy saw it.
 */
export function clientAddress(
  request: Request,
  server: Pick<Bun.Server<unknown>, "requestIP">,
  trusted: TrustedHeader,
): string {
  return addressIn(request, trusted) ?? peerOfRequest(request, server)?.address ?? "unknown";
}

/** The address in the trusted header. Undefined when the request has no such header, or no address in it. */
export function addressIn(request: Request, trusted: TrustedHeader): string | undefined {
  const header = trusted && request.headers.get(trusted);
  if (!header) return undefined;
  const isForwarded = trusted.toLowerCase() === "forwarded";
  const last = header.slice(header.lastIndexOf(",") + 1);
  return addressOfPeer((isForwarded ? forIn(header) : last) ?? "");
}

const FOR = /^\s*for\s*=/i;

/** The client in the last element of the Forwarded header (RFC 7239). */
function forIn(header: string): string | undefined {
  const [last = ""] = fromTheEnd(header, ",");
  return fromTheEnd(last, ";")
    .find((part) => FOR.test(part))
    ?.replace(FOR, "");
}

/**
 * What a sign separates, the last part first. Within quotes a client may have written the sign, as in `host`. It is read from its end,
 * which the nearest proxy wrote: a quote that a client left open hides nothing there.
 */
function fromTheEnd(header: string, sign: string): string[] {
  const parts: string[] = [];
  let end = header.length;
  let isQuoted = false;
  for (let n = end - 1; n >= 0; n -= 1) {
    if (header[n] === '"' && !isEscaped(header, n)) isQuoted = !isQuoted;
    if (header[n] !== sign || isQuoted) continue;
    parts.push(header.slice(n + 1, end));
    end = n;
  }
  return [...parts, header.slice(0, end)];
}

/** Whether an odd number of backslashes is before a place. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === "\\") first -= 1;
  return (at - first) % 2 === 1;
}

/** An address as proxies write it: with or without quotes, a port, and in IPv6 brackets. */
const PEER = /^\s*"?(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+|([^"]*))"?\s*$/;

function addressOfPeer(written: string): string | undefined {
  const [, bracketed, withPort, bare] = PEER.exec(written) ?? [];
  const address = (bracketed ?? withPort ?? bare ?? "").trim();
  return isIP(address) === 0 ? undefined : address;
}

/** The headers in which proxies name their client, first those that only one kind of proxy sets. */
const FORWARDING = [
  "Fly-Client-IP",
  "CF-Connecting-IP",
  "True-Client-IP",
  "Fastly-Client-IP",
  "X-Azure-ClientIP",
  "X-Cluster-Client-IP",
  "X-Client-IP",
  "X-Real-IP",
  "X-Forwarded-For",
  "Forwarded",
];

/** The header in which a proxy seems to name its client, if the request has one. */
export function forwardedBy({ headers }: Request): string | undefined {
  return FORWARDING.find((header) => headers.has(header));
}

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 address, from which a household can choose freely.
 * An IPv4 address that is written as IPv6 is an IPv4 address.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const groups = groupsOf(address);
  return mappedIn(groups) ?? `${hexadecimal(groups.slice(0, 4))}::/64`;
}

/** An address in the one way in which this engine compares addresses. */
export function comparable(address: string): string {
  return isIP(address) === 6 ? addressOf(groupsOf(address)) : address;
}

/** The address of these eight groups, as `comparable` writes it. */
export function addressOf(groups: number[]): string {
  return mappedIn(groups) ?? hexadecimal(groups);
}

const MAPPED = [0, 0, 0, 0, 0, 0xffff];

/** The IPv4 address that these eight groups are, if they are one. */
function mappedIn(groups: number[]): string | undefined {
  if (MAPPED.some((group, n) => groups[n] !== group)) return undefined;
  return groups
    .slice(MAPPED.length)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join(".");
}

function hexadecimal(groups: number[]): string {
  return groups.map((group) => group.toString(16)).join(":");
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [zoneless = ""] = address.split("%");
  // In the host of a URL an address is written without an embedded IPv4 part.
  const { hostname } = new URL(`http://[${zoneless}]`);
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const [before, after] = [numbersOf(head), numbersOf(tail ?? "")];
  return [...before, ...Array(8 - before.length - after.length).fill(0), ...after];
}

function numbersOf(part: string): number[] {
  return part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
}
