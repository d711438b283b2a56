/** How messages are grouped on the page: by day, and by person within a few minutes. */
import type { ShownMessage } from "../../client/wishes";
import { namesakes } from "../state/namesakes";

export interface Line {
  message: ShownMessage;
  /** Whether it begins another day than the message before. */
  startsDay: boolean;
  /** Whether it is shown with its writer; if not, it follows a message of the same person. */
  startsGroup: boolean;
  /** Whether it is the first unread message. */
  startsUnread: boolean;
  /** Whether somebody else among those shown has its writer's name. */
  isShared: boolean;
}

/** Milliseconds within which a person's messages are one group. */
const TOGETHER = 5 * 60_000;
/** Milliseconds by which a server's clock may be corrected. */
const SET_BACK = 60 * 60_000;

/** `messages` with their grouping, after the message `before`. `seen` is the last `seq` that the reader has seen. */
export function groupedLines(
  messages: readonly ShownMessage[],
  before: ShownMessage | undefined,
  seen: number | undefined,
): Line[] {
  let latest = before?.at ?? -Infinity;
  const shared = namesakes(messages);
  return messages.map((message, n) => {
    const last = n === 0 ? before : messages[n - 1];
    // If the server's clock is set back a little, over midnight, the day does not begin twice.
    const at = latest - message.at < SET_BACK ? Math.max(latest, message.at) : message.at;
    const startsDay = !last || !isSameDay(latest, at);
    latest = at;
    const startsUnread = seen !== undefined && isFirstAfter(seen, message, last);
    const startsGroup = startsDay || startsUnread || !last || !belongsTo(last, message);
    return { message, startsDay, startsGroup, startsUnread, isShared: shared.has(message.from) };
  });
}

/** Whether a message is the first after `seen`. Above the first message here there may be more unread ones. */
function isFirstAfter(
  seen: number,
  { seq }: ShownMessage,
  last: ShownMessage | undefined,
): boolean {
  return last ? last.seq <= seen && seq > seen : seq === seen + 1;
}

function belongsTo(last: ShownMessage, message: ShownMessage): boolean {
  return (
    !last.notice &&
    !message.notice &&
    last.from === message.from &&
    last.name === message.name &&
    last.owned === message.owned &&
    Math.abs(message.at - last.at) < TOGETHER
  );
}

/** Whether two times are on one day in the reader's time zone. */
export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
