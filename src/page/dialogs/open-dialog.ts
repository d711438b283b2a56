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
  /** What can be done to somebody, in the room or, as is offered first, on the server. */
  | { person: Person; onServer?: true };
