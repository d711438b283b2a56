/** The URLs of requests, parsed once. */

/** What is read of a URL. */
export type RequestUrl = Pick<URL, "protocol" | "pathname"> & {
  readonly searchParams: Pick<URLSearchParams, "get" | "has">;
};

let last = "";
let lastUrl: RequestUrl | null = null;

/**
 * The URL of a request, or null where it is none. The last one is kept: a handshake's is looked at four times, and after a
 * restart thousands ask for the same one.
 */
export function urlOf({ url }: Request): RequestUrl | null {
  if (url !== last) {
    lastUrl = URL.parse(url);
    last = url;
  }
  return lastUrl;
}
