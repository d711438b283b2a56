/** Which of the page's dialogs is open, if any. */
export type Shown = "rooms" | PageDialogName | undefined;

/** Those that are fetched apart from the page. */
export type PageDialogName = "people" | "room" | "newRoom" | "settings" | "help";
