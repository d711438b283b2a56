/** Which of the page's dialogs is open, if any. */
export type Shown = "rooms" | "people" | "room" | "settings" | "help" | undefined;
