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

const HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** A year. Said only where a proxy has ended TLS: whoever came by http may have no other way. */
const STRICT_TRANSPORT = "max-age=31536000";

/** Puts the security headers on every response. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  secure(c.res, c.req.raw);
};

/** Puts the security headers on the response to a request. */
export function secure({ headers }: Response, request: Request): void {
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  if (request.headers.get("X-Forwarded-Proto") === "https")
    headers.set("Strict-Transport-Security", STRICT_TRANSPORT);
}
