/** Whose connection it is, as far as limits go. */
import { isIP } from "node:net";

/** Where to look for a client's address: in the header that a trusted proxy sets, or at the socket alone. */
export type TrustedHeader = string | undefined;

/**
 * The address of whoever sent a request. A header counts only where the deployment says that its proxy sets it:
 * anybody may send one. Of a list, the last is what the nearest proxy saw.
 */
export function clientAddress(
  request: Request,
  server: Pick<Bun.Server<unknown>, "requestIP">,
  trusted: TrustedHeader,
): string {
  return addressIn(request, trusted) ?? server.requestIP(request)?.address ?? "unknown";
}

/** The address that the trusted header has; undefined when there is no such header, or none in it. */
export function addressIn(request: Request, trusted: TrustedHeader): string | undefined {
  const last = trusted && request.headers.get(trusted)?.split(",").at(-1);
  if (!last) return undefined;
  const said = trusted.toLowerCase() === "forwarded" ? FORWARDED_FOR.exec(last)?.[1] : last;
  return addressOfPeer(said ?? "");
}

/** Who is passed on, in an element of RFC 7239's header. */
const FORWARDED_FOR = /(?:^|;)\s*for\s*=([^;]*)/i;
/** An address as proxies write it: perhaps in quotes, in IPv6 perhaps in brackets, and perhaps with a port. */
const PEER = /^\s*"?(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+|([^"]*))"?\s*$/;

function addressOfPeer(said: string): string | undefined {
  const [, bracketed, withPort, bare] = PEER.exec(said) ?? [];
  const address = (bracketed ?? withPort ?? bare ?? "").trim();
  return isIP(address) === 0 ? undefined : address;
}

/** The headers in which proxies say whose request they pass on, those first that only one kind of them sets. */
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

/** The header in which a proxy seems to have said its client's address, if there is one. */
export function forwardedBy({ headers }: Request): string | undefined {
  return FORWARDING.find((header) => headers.has(header));
}

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 one, since that is what one household is
 * given and can choose from freely. An IPv4 address that is written as IPv6 is an IPv4 address.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join(".");
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(":")}::/64`;
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [zoneless = ""] = address.split("%");
  // The host of a URL is the one form of an address in which it has no embedded IPv4 part.
  const { hostname } = new URL(`http://[${zoneless}]`);
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const [before, after] = [numbersOf(head), numbersOf(tail ?? "")];
  return [...before, ...Array(8 - before.length - after.length).fill(0), ...after];
}

function numbersOf(part: string): number[] {
  return part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
}
