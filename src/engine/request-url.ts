/** The URLs of requests, parsed once. */

/** What is read of a URL: the parameters are Engine.IO's. */
export interface RequestUrl {
  readonly protocol: string;
  readonly pathname: string;
  readonly sid: string | null;
  readonly transport: string | null;
  /** The revision of the protocol. */
  readonly EIO: string | null;
}

let last = "";
let lastUrl: RequestUrl | undefined;

/**
 * The URL of a request, or undefined where it is none. The last one is kept: a handshake's is looked at four times, and
 * after a restart thousands ask for the same one.
 */
export function urlOf({ url }: Request): RequestUrl | undefined {
  if (url !== last) {
    lastUrl = read(url);
    last = url;
  }
  return lastUrl;
}

function read(address: string): RequestUrl | undefined {
  const url = URL.parse(address);
  if (!url) return undefined;
  const { protocol, pathname, searchParams: query } = url;
  const [sid, transport, EIO] = [query.get("sid"), query.get("transport"), query.get("EIO")];
  return { protocol, pathname, sid, transport, EIO };
}
