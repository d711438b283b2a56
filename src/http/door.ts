/** What every request passes first, whatever it asks for: it must be one, and be meant for this server. */
import { addressIn, type Fetch, forwardedBy, type TrustedHeader, urlOf } from "../engine";
import { secureDocument } from "./headers";
import { hostReader } from "./hosts";

export interface DoorParts {
  /** Whether a host is this server's own. */
  isOwnHost: (hostname: string) => boolean;
  /** Origins of this server's pages, where it is known: a page of theirs is its own by whatever host it asks. */
  ownOrigins: readonly string[];
  /** A proxy that sets this header has chosen this server by its own rules. */
  trusted: TrustedHeader;
  /** Is told of each host that is refused. */
  onForeignHost: (hostname: string) => void;
  /** Is told of each header in which a proxy says an address, where no proxy is trusted. */
  onUnasked: (header: string) => void;
}

export interface Door {
  fetch: Fetch;
  /** Requests refused since the start, by why. */
  refused: { malformed: number; host: number };
}

/** Asked by machines that know no name. They say nothing that a foreign page could use. */
const HEALTH = new Set(["/healthz", "/readyz"]);

const MISDIRECTED = `This server does not know the name that it was asked by.
If the name is its own, set PUBLIC_URL to the address under which people open it, such as https://chat.example.org.
Behind a proxy, let the proxy pass on Host, and set TRUSTED_PROXY to the header in which it says its client's address.
`;

/** Lets those requests through to `fetch` that can be understood and are for this server: others get a 400 or a 421 (H21, H40). */
export function createDoor(fetch: Fetch, parts: DoorParts): Door {
  const { isOwnHost, ownOrigins, trusted, onForeignHost, onUnasked } = parts;
  const refused = { malformed: 0, host: 0 };
  const placeOf = placeReader();

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
      const asked = placeOf(request);
      if (!asked) return refuse("malformed", request);
      const { hostname, pathname } = asked;
      if (HEALTH.has(pathname)) return fetch(asked.request, server);
      if (hostname === undefined) return refuse("malformed", request);
      const unasked = trusted === undefined ? forwardedBy(request) : undefined;
      if (unasked !== undefined) onUnasked(unasked);
      if (!isOwn(hostname, request)) {
        onForeignHost(hostname);
        return refuse("host", request);
      }
      return fetch(request, server);
    },
  };
}

interface Place {
  /** Undefined where the request says none, as HTTP/1.0 may. */
  hostname: string | undefined;
  pathname: string;
  /** One whose address is a URL. */
  request: Request;
}

/** Reads where requests are going. Undefined where that, or where one says to come from, cannot be understood. */
function placeReader(): (request: Request) => Place | undefined {
  const hostnameIn = hostReader();
  return (request) => {
    const { headers } = request;
    if (!isOrigin(headers.get("Origin"))) return undefined;
    const host = headers.get("Host");
    if (host === null) return withoutHost(request);
    const hostname = hostnameIn(host);
    const { protocol, pathname } = urlOf(request) ?? {};
    if (hostname === undefined || pathname === undefined || !isSound(pathname)) return undefined;
    return protocol?.startsWith("http") ? { hostname, pathname, request } : undefined;
  };
}

/** Of a request without a Host the address is a path alone. */
function withoutHost({ url, method, headers }: Request): Place | undefined {
  const whole = `http://localhost${url}`;
  if (!url.startsWith("/") || !URL.canParse(whole)) return undefined;
  const { pathname } = new URL(whole);
  return { hostname: undefined, pathname, request: new Request(whole, { method, headers }) };
}

/** Whether each % in a path begins an escape, as in every URL (RFC 3986). */
function isSound(pathname: string): boolean {
  return !/%(?![\da-f]{2})/i.test(pathname);
}

/** Whether it is an origin, or none: browsers say `null` of a page that has none to tell. */
function isOrigin(origin: string | null): boolean {
  return origin === null || origin === "null" || URL.canParse(origin);
}
