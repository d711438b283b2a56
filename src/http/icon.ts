/** The server's icon (P38), at the addresses at which the page and its manifest have the built-in one. */
import type { Fetch } from "../engine";
import type { ReadInTurn } from "./file-turns";
import { type FileReader, type FileToServe, serveFile } from "./serve-file";

export interface IconReader extends Pick<FileReader, "read"> {
  /** The icon, if the server has one of its own. */
  icon(): Promise<FileToServe | undefined>;
}

export const ICON_PATHS = ["/icon.svg", "/icon-180.png", "/icon-512.png", "/favicon.ico"];

/** Answers a GET or HEAD for one of `ICON_PATHS`. Undefined where the server has no icon of its own, or cannot read it now. */
export function serveIcon(
  files: IconReader | undefined,
  readInTurn: ReadInTurn,
): (...asked: Parameters<Fetch>) => Promise<Response | undefined> {
  return async (request, server) => {
    if (!files) return undefined;
    const read = readInTurn(files, request, server);
    const file = await files.icon();
    const response = file && (await serveFile(request, { read }, file, false));
    if (!response) return undefined;
    // The address stays when the icon changes.
    response.headers.set("Cache-Control", "no-cache");
    return response;
  };
}
