/** The response to a request for a file: its headers (H23), ranges, and its bytes in steps (H38). */

export interface FileToServe {
  id: string;
  name: string;
  type: string;
  size: number;
  hash: string;
  /** Bytes of the small form, if there is one. */
  small?: number | undefined;
  /** Whether a browser may show or play it in place. */
  isShown: boolean;
}

export interface FileReader {
  /** The file that somebody with these values of the cookie asks for, if it is there and they may read it. */
  find(id: string, sessions: readonly string[]): Promise<FileToServe | undefined>;
  /** The bytes from `start` to before `end`; undefined where they are gone. */
  read(
    id: string,
    variant: "whole" | "small",
    start: number,
    end: number,
  ): Promise<Blob | ReadableStream<Uint8Array> | undefined>;
}

/** What keeps a browser from running anything in a file, whatever it is. */
const SAFE_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "sandbox; default-src 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
};
/** For the reader's own browser alone: a file never changes, but who may read it does. */
const CACHED = "private, max-age=31536000, immutable";
const UNKNOWN_TYPE = "application/octet-stream";
/** Pictures of the small form are all of one type. */
const SMALL_TYPE = "image/webp";

/** Answers a GET or HEAD. Undefined where the bytes are gone. */
export async function serveFile(
  request: Request,
  reader: Pick<FileReader, "read">,
  file: FileToServe,
  asksForSmall: boolean,
): Promise<Response | undefined> {
  const small = asksForSmall ? file.small : undefined;
  const variant = small === undefined ? "whole" : "small";
  const size = small ?? file.size;
  const type = small === undefined ? file.type : SMALL_TYPE;
  const etag = `"${file.hash.slice(0, 32)}${variant === "small" ? "-small" : ""}"`;
  const headers = {
    ...SAFE_HEADERS,
    ETag: etag,
    "Accept-Ranges": "bytes",
    "Cache-Control": CACHED,
    "Content-Type": file.isShown ? type : UNKNOWN_TYPE,
    "Content-Disposition": disposition(file),
  };
  if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
  const isStale = (request.headers.get("If-Range") ?? etag) !== etag;
  const range = isStale ? undefined : rangeOf(request, size);
  if (range === "none")
    return new Response(null, {
      status: 416,
      headers: { ...SAFE_HEADERS, "Content-Range": `bytes */${size}` },
    });
  const { start, end } = range ?? { start: 0, end: size };
  const part = {
    "Content-Length": String(end - start),
    ...(range && { "Content-Range": `bytes ${start}-${end - 1}/${size}` }),
  };
  const init = { status: range ? 206 : 200, headers: { ...headers, ...part } };
  if (request.method === "HEAD") return new Response(null, init);
  const body = await reader.read(file.id, variant, start, end);
  return body && new Response(isStale ? streamOf(body) : body, init);
}

/** For a file on disk, Bun itself answers with the requested range, and ignores `If-Range`. */
const streamOf = (body: Blob | ReadableStream<Uint8Array>) =>
  body instanceof Blob ? body.stream() : body;

function disposition({ name, isShown }: FileToServe): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, percent);
  return `${isShown ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

const percent = (one: string) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`;

/** Whether the reader has the file already. */
function isKnown({ headers }: Request, etag: string): boolean {
  const known = headers.get("If-None-Match");
  if (known === null) return false;
  return known.split(",").some((one) => ["*", etag, `W/${etag}`].includes(one.trim()));
}

const RANGE = /^bytes=(\d*)-(\d*)$/;

/** The one range that is asked for; "none" where the file has nothing of it. Undefined for all of the file. */
function rangeOf(
  { headers }: Request,
  size: number,
): { start: number; end: number } | "none" | undefined {
  const [asked, first = "", last = ""] = RANGE.exec(headers.get("Range") ?? "") ?? [];
  if (asked === undefined || (first === "" && last === "")) return undefined;
  if (first === "") return last === "0" ? "none" : between(Math.max(0, size - Number(last)), size);
  if (last !== "" && Number(last) < Number(first)) return undefined;
  return Number(first) >= size
    ? "none"
    : between(Number(first), last === "" ? size : Math.min(size, Number(last) + 1));
}

const between = (start: number, end: number) => ({ start, end });
