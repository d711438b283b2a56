/** The headers that keep a browser from doing more with a response than it is for. */
import type { MiddlewareHandler } from "hono";

/** Only what the page itself needs; no inline script or style anywhere (checked in Chromium). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // The one name is for the address of the service worker, which the platform takes in no other way.
  "trusted-types shell",
].join("; ");

const RESPONSE_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const DOCUMENT_HEADERS = {
  ...RESPONSE_HEADERS,
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** A year. Sent only where a proxy has ended TLS: a browser that came by http may have no other way. */
const STRICT_TRANSPORT = "max-age=31536000";

/** What Socket.IO's own script is served with: it is a public library, which a page of any origin may load. */
const LIBRARY_HEADERS = {
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Access-Control-Allow-Origin": "*",
};

/** Puts the headers of documents on the response of whatever comes after this. */
export const documentHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  secureDocument(c.res, c.req.raw);
};

/** Puts the headers of a public library on the response of whatever comes after this, where it has found one. */
export const libraryHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.ok || c.res.status === 304) put(LIBRARY_HEADERS, c.res);
};

/** Puts on a response what a browser must know that shows it, runs it, or keeps it. */
export function secureDocument(response: Response, request: Request): Response {
  put(DOCUMENT_HEADERS, response);
  if (request.headers.get("X-Forwarded-Proto") === "https")
    response.headers.set("Strict-Transport-Security", STRICT_TRANSPORT);
  return response;
}

/** Puts on a response to a script the little that it needs: it is no document, and every message pays for each byte. */
export function secureResponse(response: Response): Response {
  put(RESPONSE_HEADERS, response);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

function put(headers: Record<string, string>, response: Response): void {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
}
