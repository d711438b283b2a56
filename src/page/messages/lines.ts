/** How messages follow each other on the page: by day, and by person within a few minutes. */
import type { Message } from "../../protocol";

export interface Line {
  message: Message;
  /** Begins another day than the message before. */
  startsDay: boolean;
  /** Is shown with its writer; the others follow one of the same person. */
  startsGroup: boolean;
  /** Is the first that one has not seen. */
  startsUnread: boolean;
}

/** Milliseconds within which what a person says belongs together. */
const TOGETHER = 5 * 60_000;
/** By how many milliseconds a clock is set back when it is set right. */
const SET_BACK = 60 * 60_000;

/** `messages`, each with how it follows `before` and the others. `seen` is the last `seq` that was seen. */
export function linesOf(
  messages: readonly Message[],
  before: Message | undefined,
  seen: number | undefined,
): Line[] {
  let latest = before?.at ?? -Infinity;
  return messages.map((message, n) => {
    const last = n === 0 ? before : messages[n - 1];
    // A server's clock that is set back by a little, over midnight, does not make a day begin twice.
    const at = latest - message.at < SET_BACK ? Math.max(latest, message.at) : message.at;
    const startsDay = !last || !isSameDay(latest, at);
    latest = at;
    const startsUnread = seen !== undefined && isFirstAfter(seen, message, last);
    const startsGroup = startsDay || startsUnread || !last || !belongsTo(last, message);
    return { message, startsDay, startsGroup, startsUnread };
  });
}

/** Above the first message shown there may be more that one has not seen. */
function isFirstAfter(seen: number, { seq }: Message, last: Message | undefined): boolean {
  return last ? last.seq <= seen && seq > seen : seq === seen + 1;
}

function belongsTo(last: Message, message: Message): boolean {
  return (
    last.from === message.from &&
    last.name === message.name &&
    Math.abs(message.at - last.at) < TOGETHER
  );
}

/** In the reader's own time zone. */
export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
