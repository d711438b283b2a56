/** When somebody was here last, in words. */
import type { AllWords } from "../languages/languages";
import { isSameDay } from "../messages/lines";

/** The time today, or else the day and the time. */
export function lastSeenText(at: number, { say, day, time }: AllWords): string {
  const when = isSameDay(at, Date.now()) ? time(at) : `${day(at)} ${time(at)}`;
  return say("lastSeen", { when });
}
