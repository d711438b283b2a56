import type { WireError } from "../../protocol";
import type { Key, Words } from "../languages/languages";
import { isSameDay } from "../messages/lines";

/** Why the person cannot do something: a text, and until when and for what reason, where an act is why. */
export type Why = Pick<WireError, "until" | "reason"> & { key: Key };

export const whyRefused = ({ code, ...error }: WireError): Why => ({
  ...error,
  key: `error_${code}`,
});

type Speaking = Pick<Words, "say" | "time" | "moment">;

/** A time to come, as short as it can be. */
export function momentOf(at: number, { time, moment }: Omit<Speaking, "say">): string {
  return isSameDay(at, Date.now()) ? time(at) : moment(at);
}

/** A text, and behind it until when it holds, or what else is said of that, and what somebody wrote as its reason. */
export function withWhy(
  text: string,
  { until, reason }: Omit<Why, "key">,
  words: Speaking,
  lasting?: string,
): string {
  const { say } = words;
  const parts = lasting === undefined ? [] : [lasting];
  if (until !== undefined) parts.push(say("until", { when: momentOf(until, words) }));
  if (reason) parts.push(say("because", { reason }));
  return parts.length === 0 ? text : [text.replace(/[.。]$/, ""), ...parts].join(" · ");
}

/** All that there is to say of why somebody cannot do something. */
export const whyText = (why: Why, words: Speaking): string =>
  withWhy(words.say(why.key), why, words);
