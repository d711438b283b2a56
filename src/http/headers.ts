/** Security headers of HTTP responses. */
import type { MiddlewareHandler } from "hono";

/** Allows only what the page needs: no inline script or style anywhere (checked in Chromium). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // What is to be sent is shown before it is anywhere else, by addresses that only this page can read.
  "img-src 'self' data: blob:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // The policy `shell` makes the service worker's URL, which `register` accepts only as a trusted type.
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

/** A year. Sent only where a proxy terminates TLS: a server without TLS must stay reachable by http. */
const STRICT_TRANSPORT = "max-age=31536000";

/** For Socket.IO's own scripts: a public library that pages of any origin may load. */
const LIBRARY_HEADERS = {
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Access-Control-Allow-Origin": "*",
};

/** Middleware: sets the headers of documents on the response. */
export const documentHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  secureDocument(c.res, c.req.raw);
};

/** Middleware: sets the headers of a public library on the response, unless it is an error. */
export const libraryHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.ok || c.res.status === 304) put(LIBRARY_HEADERS, c.res);
};

/** Sets the headers for a response that a browser may show, run or cache. */
export function secureDocument(response: Response, request: Request): Response {
  put(DOCUMENT_HEADERS, response);
  if (request.headers.get("X-Forwarded-Proto") === "https")
    response.headers.set("Strict-Transport-Security", STRICT_TRANSPORT);
  return response;
}

/** Sets the headers for a response that only scripts read, such as a poll's. They are few: every message by long-polling carries them. */
export function secureResponse(response: Response): Response {
  put(RESPONSE_HEADERS, response);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

function put(headers: Record<string, string>, response: Response): void {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
}
