/** The host names of this server. Any other may be a foreign name that resolves to its address (DNS rebinding, H21). */
import { isIP } from "node:net";

/** A host with an optional port. A list, a user or a path is refused: two parsers might read two different hosts from it. */
const HOST = /^(\[[\da-f:.]+\]|[^\s:/?#@\\,[\]]+)(:\d*)?$/i;

/** Characters of the longest name in DNS. */
const MAX_NAME_LENGTH = 253;

/** The host name in a Host header, without the port and normalized. Undefined when the header is malformed. */
function hostnameIn(host: string): string | undefined {
  if (!HOST.test(host)) return undefined;
  const hostname = URL.parse(`http://${host}`)?.hostname.replace(/\.$/, "");
  return hostname && hostname.length <= MAX_NAME_LENGTH ? hostname : undefined;
}

/** Reads host names from Host headers, and caches the last one: most requests have the same. */
export function createHostnameReader(): (host: string) => string | undefined {
  let last = "";
  let hostname: string | undefined;
  return (host) => {
    if (host !== last) {
      hostname = hostnameIn(host);
      last = host;
    }
    return hostname;
  };
}

/**
 * Whether a host name is this server's own: an IP address, a name without a dot (which cannot be registered),
 * `localhost`, or one of `names`. A name in `names` that begins with a dot means all names below it.
 */
export function ownHosts(names: readonly string[]): (hostname: string) => boolean {
  const own = new Set(names);
  const below = [".localhost", ...names.filter((name) => name.startsWith("."))];
  return (hostname) =>
    !hostname.includes(".") ||
    isIP(hostname) !== 0 ||
    own.has(hostname) ||
    below.some((end) => hostname.endsWith(end));
}

/** The names of a machine: its host name, and the `.local` name of multicast DNS. */
export function machineNames(hostname: string): string[] {
  const name = hostname.toLowerCase();
  const [label = name] = name.split(".");
  return [name, `${label}.local`];
}
