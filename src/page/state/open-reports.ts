import type { Chat } from "./chat";

/** How many reports wait for the person, in all places where they keep order. */
export const countOpenReports = ({ reports }: Pick<Chat, "reports">): number =>
  [...reports.value.values()].reduce((sum, open) => sum + open, 0);
