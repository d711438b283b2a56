/** Which pages may connect, by the Origin that a browser sends: no page can make it send another. */

/**
 * Whether a request may be served: it comes from a page of this server or of an allowed origin, or from a client that
 * is no browser and sends no Origin. Compared exactly: another port is another origin.
 */
export function isAllowedOrigin(request: Request, allowed: readonly string[]): boolean {
  // Swift's client sends the address that it connects to, with ws or wss, which no browser does.
  const origin = request.headers.get("Origin")?.replace(/^ws/, "http");
  if (origin === undefined) return !isForeign(request);
  return isOwn(origin, request) || allowed.includes(origin);
}

/** Whether a browser names another site as the source. For an image, say, it sends that and no Origin. */
function isForeign(request: Request): boolean {
  const site = request.headers.get("Sec-Fetch-Site");
  return site !== null && site !== "same-origin" && site !== "none";
}

/**
 * Whether a page of this server can have the origin. It may be https although the request is not, because a proxy ended
 * TLS; where the proxy says that the request was https, it must be.
 */
function isOwn(origin: string, { headers }: Request): boolean {
  const isSecure = headers.get("X-Forwarded-Proto")?.startsWith("https");
  const schemes = isSecure ? ["https"] : ["https", "http"];
  const addresses = schemes.map((scheme) => `${scheme}://${headers.get("Host") ?? ""}`);
  // Mostly the origin is spelt as the Host is. A malformed Host gives no origin.
  return (
    addresses.includes(origin) || addresses.some((address) => URL.parse(address)?.origin === origin)
  );
}

/** Lets the page that sent a request read its response, which browsers otherwise keep from other origins (CORS). */
export function allowOrigin(request: Request, response: Response): Response {
  const origin = request.headers.get("Origin");
  if (origin === null) return response;
  response.headers.set("Access-Control-Allow-Origin", origin);
  response.headers.set("Vary", "Origin");
  return response;
}

/** The response to a browser's preflight request (CORS). */
export function preflight(request: Request): Response {
  const headers = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type",
  };
  return allowOrigin(request, new Response(null, { status: 204, headers }));
}
