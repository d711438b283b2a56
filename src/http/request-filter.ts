/** The first check of every request: it must be well-formed, and its host must be this server's. */
import {
  addressIn,
  clientAddress,
  type Fetch,
  forwardedBy,
  type TrustedHeader,
  urlOf,
} from "../engine";
import { secureDocument } from "./headers";
import { createHostnameReader } from "./hosts";

export interface RequestFilterParts {
  /** Whether a host is this server's own. */
  isOwnHost: (hostname: string) => boolean;
  /** Origins of this server's pages, if configured: requests of these pages are accepted for any host. */
  ownOrigins: readonly string[];
  /** The header of the trusted proxy. A request with it is accepted for any host: the proxy chose this server by its own rules. */
  trusted: TrustedHeader;
  /** Called with each host that is refused. */
  onForeignHost: (hostname: string) => void;
  /** Called with each header in which a proxy names an address, when no proxy is trusted, and with the address that it came from. */
  onUntrustedHeader: (header: string, address: string) => void;
}

export interface RequestFilter {
  fetch: Fetch;
  /** Requests refused since the start, by reason. */
  refused: { malformed: number; host: number };
}

/** Accepted for any host: health checkers know no name, and the responses are of no use to a foreign page. */
const HEALTH = new Set(["/healthz", "/readyz"]);

const MISDIRECTED = `The host name of this request is not known to this server.
If it is the server's own, set PUBLIC_URL to the address under which people open it, such as https://chat.example.org.
Behind a proxy, let the proxy pass on Host, and set TRUSTED_PROXY to the header in which it names its client's address.
`;

/** Passes well-formed requests for this server on to `fetch`. Malformed ones get a 400, those for another host a 421 (H21, H40). */
export function createRequestFilter(fetch: Fetch, parts: RequestFilterParts): RequestFilter {
  const { isOwnHost, ownOrigins, trusted, onForeignHost, onUntrustedHeader } = parts;
  const refused = { malformed: 0, host: 0 };
  const readDestination = createDestinationReader();

  function refuse(reason: keyof typeof refused, request: Request): Response {
    refused[reason] += 1;
    const [body, status] = reason === "host" ? [MISDIRECTED, 421] : ["bad request", 400];
    return secureDocument(new Response(body, { status }), request);
  }

  function isOwn(hostname: string, request: Request): boolean {
    if (isOwnHost(hostname) || addressIn(request, trusted) !== undefined) return true;
    return ownOrigins.includes(request.headers.get("Origin") ?? "");
  }

  return {
    refused,
    fetch(request, server) {
      const destination = readDestination(request);
      if (!destination) return refuse("malformed", request);
      const { hostname, pathname } = destination;
      if (HEALTH.has(pathname)) return fetch(destination.request, server);
      if (hostname === undefined) return refuse("malformed", request);
      const untrustedHeader = trusted === undefined ? forwardedBy(request) : undefined;
      if (untrustedHeader !== undefined)
        onUntrustedHeader(untrustedHeader, clientAddress(request, server, undefined));
      if (!isOwn(hostname, request)) {
        onForeignHost(hostname);
        return refuse("host", request);
      }
      return fetch(request, server);
    },
  };
}

interface Destination {
  /** Undefined when the request has no Host header, as in HTTP/1.0. */
  hostname: string | undefined;
  pathname: string;
  /** A request whose `url` is a whole URL. */
  request: Request;
}

/** Reads the destinations of requests. Undefined when Host, URL or Origin is malformed. */
function createDestinationReader(): (request: Request) => Destination | undefined {
  const hostnameIn = createHostnameReader();
  return (request) => {
    const { headers } = request;
    if (!isOrigin(headers.get("Origin"))) return undefined;
    const host = headers.get("Host");
    if (host === null) return destinationWithoutHost(request);
    const hostname = hostnameIn(host);
    const { protocol, pathname } = urlOf(request) ?? {};
    if (hostname === undefined || pathname === undefined || !hasValidEscapes(pathname))
      return undefined;
    return protocol?.startsWith("http") ? { hostname, pathname, request } : undefined;
  };
}

/** The URL of a request without a Host header is only a path. */
function destinationWithoutHost({ url, method, headers }: Request): Destination | undefined {
  const whole = `http://localhost${url}`;
  if (!url.startsWith("/") || !URL.canParse(whole)) return undefined;
  const { pathname } = new URL(whole);
  return { hostname: undefined, pathname, request: new Request(whole, { method, headers }) };
}

/** Whether each % in a path begins an escape (RFC 3986). */
function hasValidEscapes(pathname: string): boolean {
  return !/%(?![\da-f]{2})/i.test(pathname);
}

/** Whether a header is an origin or missing. Browsers send `null` for a page without an origin. */
function isOrigin(origin: string | null): boolean {
  return origin === null || origin === "null" || URL.canParse(origin);
}
