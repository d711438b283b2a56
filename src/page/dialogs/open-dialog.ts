/** Which of the page's dialogs is open, if any. */
export type OpenDialog = "rooms" | LazyDialog | undefined;

/** Dialogs in the lazy module. */
export type LazyDialog =
  | "people"
  | "room"
  | "newRoom"
  | "settings"
  | "help"
  | "browse"
  | "roomSettings"
  | "server"
  | "invite"
  | "inviteServer";
