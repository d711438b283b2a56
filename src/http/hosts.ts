/** The names that this server is asked by. Any other may be a foreign one that leads here (DNS rebinding). */
import { isIP } from "node:net";

/** A host, perhaps a port, and nothing else: no list, user or path, in which two readers might see two hosts. */
const HOST = /^(\[[\da-f:.]+\]|[^\s:/?#@\\,[\]]+)(:\d*)?$/i;

/** Characters of a name that a name server can know. */
const MAX_NAME_LENGTH = 253;

/** Who is asked, by what a Host header says: without the port, in its one spelling. Undefined when it says no host. */
function hostnameIn(host: string): string | undefined {
  if (!HOST.test(host)) return undefined;
  const hostname = URL.parse(`http://${host}`)?.hostname.replace(/\.$/, "");
  return hostname && hostname.length <= MAX_NAME_LENGTH ? hostname : undefined;
}

/** Reads who is asked from what Host headers say, and remembers the last one: most requests say the same. */
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
 * Whether a host is this server's own: an address, a name without a dot, which nobody outside can have, `localhost`, or
 * one of `names`. A name that begins with a dot stands for all names below it.
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

/** The names that a machine has by itself: its host name, and the one by which it is found without a name server. */
export function machineNames(hostname: string): string[] {
  const name = hostname.toLowerCase();
  const [label = name] = name.split(".");
  return [name, `${label}.local`];
}
