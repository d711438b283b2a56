import type { Person } from "../../protocol";

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
  | "inviteServer"
  /** What was done to keep order, in the room and on the server. */
  | "acts"
  | "serverActs"
  | "reports"
  /** Carrying the identity from and to other devices, and what else the person settles about themselves. */
  | "devices"
  | "words"
  | "privacy"
  | "erase"
  /** What can be done to somebody. */
  | { person: Person };
