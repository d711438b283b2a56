/** Which of the page's dialogs is open, if any. */
export type OpenDialog = "rooms" | LazyDialog | undefined;

/** Those that are fetched apart from the page. */
export type LazyDialog = "people" | "room" | "newRoom" | "settings" | "help";
