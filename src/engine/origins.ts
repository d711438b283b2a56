/** Which pages may connect. A browser says where a page comes from, and no page can make it say otherwise. */

/**
 * Whether a request may be served: it comes from a page of this server's own or of an allowed origin, or from no
 * page at all, since only browsers send an Origin. Compared exactly: another port is another origin.
 */
export function isAllowedOrigin(request: Request, allowed: readonly string[]): boolean {
  // Swift's client says where it connects to, by ws or wss, which no browser does.
  const origin = request.headers.get("Origin")?.replace(/^ws/, "http");
  if (origin === undefined) return !isForeign(request);
  return isOwn(origin, request) || allowed.includes(origin);
}

/** With the image of a foreign page, say, browsers send no Origin, but they do say that it is foreign. */
function isForeign(request: Request): boolean {
  const site = request.headers.get("Sec-Fetch-Site");
  return site !== null && site !== "same-origin" && site !== "none";
}

/**
 * Whether a page of this server can have the origin. A proxy may have ended TLS, so it can be https although the
 * request is not; and if the proxy says that it was, it can be nothing else.
 */
function isOwn(origin: string, { headers }: Request): boolean {
  const isSecure = headers.get("X-Forwarded-Proto")?.startsWith("https");
  const schemes = isSecure ? ["https"] : ["https", "http"];
  const addresses = schemes.map((scheme) => `${scheme}://${headers.get("Host") ?? ""}`);
  // Of most pages the origin is spelt as the Host is. A Host that is none has no origin.
  return (
    addresses.includes(origin) || addresses.some((address) => URL.parse(address)?.origin === origin)
  );
}

/** Lets the page that asks read the response, which browsers else keep from another origin's page (CORS). */
export function allowOrigin(request: Request, response: Response): Response {
  const origin = request.headers.get("Origin");
  if (origin === null) return response;
  response.headers.set("Access-Control-Allow-Origin", origin);
  response.headers.set("Vary", "Origin");
  return response;
}

/** The answer to a browser that asks before it sends a page's request. */
export function preflight(request: Request): Response {
  const headers = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type",
  };
  return allowOrigin(request, new Response(null, { status: 204, headers }));
}
