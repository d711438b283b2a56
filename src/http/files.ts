/** The routes of files: uploading one, the cookie for reading, and reading (P38). */
import {
  allowOrigin,
  clientAddress,
  type Fetch,
  isAllowedOrigin,
  networkOf,
  type TrustedHeader,
} from "../engine";
import type { ErrorCode, Reply, Uploaded } from "../protocol";
import { createFileReading, type FileReadingParts, FILES_COOKIE } from "./file-reading";
import { secureResponse } from "./headers";
import type { FileReader } from "./serve-file";

/** What the chat does for these routes. */
export interface FilesOfChat extends FileReader {
  upload(
    asked: {
      key: string | undefined;
      address: string;
      room: string | undefined;
      name: string | undefined;
      length: number | undefined;
    },
    body: ReadableStream<Uint8Array>,
  ): Promise<Reply<Uploaded>>;
  /** A value for the cookie of somebody with a key, and the milliseconds for which it is good. */
  session(asked: {
    key: string | undefined;
    address: string;
  }): Promise<Reply<{ value: string; lasts: number }>>;
}

export interface FilesParts extends FileReadingParts<FilesOfChat> {
  /** The header in which a trusted proxy names its client's address. */
  addressHeader: TrustedHeader;
}

/** Everything that belongs to files: `Hono` matches the second one without a slash too. */
export const FILES_PATHS = ["/files", "/files/*"];
const [UPLOAD_PATH, SESSION_PATH] = ["/files", "/files/session"];
/** Seconds without a byte after which an upload is ended: while its picture waits to be encoded, nothing is sent. */
const IDLE = 240;

const STATUS: Partial<Record<ErrorCode, number>> = {
  forbidden: 403,
  invitation_needed: 403,
  locked: 403,
  muted: 403,
  banned: 403,
  not_found: 404,
  gone: 410,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
};

/** The answer to a request that says that its body has more bytes than requests may have which upload nothing. */
export function refuseBody(request: Request, most: number): Response | undefined {
  const length = Number(request.headers.get("Content-Length") ?? 0);
  if (length <= most || isUpload(request)) return undefined;
  return new Response("the body is too large", { status: 413 });
}

function isUpload({ method, url }: Request): boolean {
  return method === "POST" && URL.parse(url)?.pathname === UPLOAD_PATH;
}

/** Answers the requests for `FILES_PATHS`. */
export function serveFiles(parts: FilesParts): Fetch {
  const { files, allowedOrigins, addressHeader } = parts;
  const read = createFileReading(parts);
  return async (request, server) => {
    const { pathname, searchParams } = new URL(request.url);
    const isPost = pathname === UPLOAD_PATH || pathname === SESSION_PATH;
    if (!files) return notFound();
    if (!isPost) return (await read(request, server)) ?? notFound();
    if (!isAllowedOrigin(request, allowedOrigins))
      return secureResponse(new Response("this origin is not allowed", { status: 403 }));
    if (request.method === "OPTIONS") return preflight(request);
    if (request.method !== "POST")
      return secureResponse(
        new Response("method not allowed", { status: 405, headers: { Allow: "POST" } }),
      );
    // Read first: it is the address for as long as the request is under way.
    const address = networkOf(clientAddress(request, server, addressHeader));
    const asked = { key: bearerOf(request), address };
    if (pathname === SESSION_PATH)
      return allowed(request, await openSession(files, asked, request));
    server.timeout(request, IDLE);
    const [room, name] = [searchParams.get("room"), searchParams.get("name")];
    const upload = { ...asked, room: room ?? undefined, name: name ?? undefined };
    const body = request.body ?? new Blob([]).stream();
    return allowed(
      request,
      replied(await files.upload({ ...upload, length: lengthOf(request) }, body)),
    );
  };
}

const allowed = (request: Request, response: Response) =>
  secureResponse(allowOrigin(request, response));

const notFound = () => secureResponse(new Response("not found", { status: 404 }));

function replied(reply: Reply<object>, headers: Record<string, string> = {}): Response {
  const status = reply.ok ? 200 : (STATUS[reply.error.code] ?? 400);
  return Response.json(reply, { status, headers });
}

function bearerOf({ headers }: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.get("Authorization") ?? "")?.[1];
}

function lengthOf({ headers }: Request): number | undefined {
  const length = headers.get("Content-Length");
  return length === null ? undefined : Number(length);
}

/** The response to a browser's preflight request (CORS). */
function preflight(request: Request): Response {
  const headers = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
  };
  return allowOrigin(request, new Response(null, { status: 204, headers }));
}

async function openSession(
  files: FilesOfChat,
  asked: { key: string | undefined; address: string },
  request: Request,
): Promise<Response> {
  const reply = await files.session(asked);
  if (!reply.ok) return replied(reply);
  const { value, lasts } = reply;
  const seconds = Math.floor(lasts / 1000);
  const cookie = `${FILES_COOKIE}=${value}; Path=/files; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  return replied({ ok: true }, { "Set-Cookie": isSecure(request) ? `${cookie}; Secure` : cookie });
}

/** Whether a browser came by https, perhaps to a proxy. */
function isSecure({ headers, url }: Request): boolean {
  return [headers.get("X-Forwarded-Proto"), headers.get("Origin"), url].some((one) =>
    one?.startsWith("https"),
  );
}
