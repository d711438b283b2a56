/** The parts of a URL that Socket.IO's client looks at, in place of its own module for browsers without `URL`. */
export function parse(source: string) {
  const { protocol, hostname, port, pathname, search } = new URL(source);
  return {
    source,
    protocol: protocol.slice(0, -1),
    // Without the brackets of an IPv6 address, which the client adds again.
    host: hostname.replace(/^\[|\]$/g, ""),
    port,
    path: pathname,
    query: search.slice(1),
  };
}
