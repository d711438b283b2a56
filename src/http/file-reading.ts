/** Requests for files: who may read them. */
import { allowOrigin, type Fetch, isAllowedOrigin } from "../engine";
import type { ReadInTurn } from "./file-turns";
import { secureResponse } from "./headers";
import { type FileReader, serveFile } from "./serve-file";

export const FILES_COOKIE = "chuan_files";

const READ_PATH = /^\/files\/([\w-]{22})\/([^/]+)$/;

export interface FileReadingParts<Reader extends FileReader> {
  /** Undefined where the server takes no files. */
  files: Reader | undefined;
  readInTurn: ReadInTurn;
  /** Origins whose pages may ask, besides this server's own. */
  allowedOrigins: readonly string[];
}

/** Makes a function that answers a request for a file. Undefined where it is not there, or not for the one who asks. */
export function createFileReading({
  files,
  readInTurn,
  allowedOrigins,
}: FileReadingParts<FileReader>): (...asked: Parameters<Fetch>) => Promise<Response | undefined> {
  return async (request, server) => {
    const { pathname } = new URL(request.url);
    const [, id, name] = READ_PATH.exec(pathname) ?? [];
    if (!files || id === undefined) return undefined;
    if (request.method !== "GET" && request.method !== "HEAD")
      return secureResponse(
        new Response("method not allowed", { status: 405, headers: { Allow: "GET, HEAD" } }),
      );
    const read = readInTurn(files, request, server);
    const file = await files.find(id, sessionsIn(request));
    const response = file && (await serveFile(request, { read }, file, name === "small"));
    if (!response) return undefined;
    const isAsked = request.headers.has("Origin") && isAllowedOrigin(request, allowedOrigins);
    return isAsked ? allowOrigin(request, response) : response;
  };
}

/** One cookie of the header, which may have thousands. */
const OURS = new RegExp(`(?:^|;)\\s*${FILES_COOKIE}=([^;\\s]+)`, "g");

/** The values of the cookie: a browser may send more than one of the name. */
function sessionsIn({ headers }: Request): string[] {
  const cookies = (headers.get("Cookie") ?? "").matchAll(OURS);
  return Array.from(cookies.take(3), ([, value = ""]) => value);
}
