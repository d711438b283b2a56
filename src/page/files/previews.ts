/** Previews of files that were sent from this page, by their ids: shown until the server's picture is there. */
export const previews = new Map<string, string>();
