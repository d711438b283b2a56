import type { AllWords } from "../languages/languages";

const HOUR = 60;
const DAY = 24 * HOUR;

/** Minutes for which somebody may be muted or banned, and over which a sweep reaches back. */
export const MINUTES = {
  mute: [10, HOUR, DAY, 7 * DAY],
  ban: [HOUR, DAY, 7 * DAY, 30 * DAY],
  sweep: [HOUR, DAY, 7 * DAY, 30 * DAY],
} as const;

/** A number of minutes, in the largest unit of which it is a whole number. */
export function durationText(minutes: number, { locale }: Pick<AllWords, "locale">): string {
  const [unit, of] =
    minutes % DAY === 0
      ? (["day", DAY] as const)
      : minutes % HOUR === 0
        ? (["hour", HOUR] as const)
        : (["minute", 1] as const);
  const style = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(locale, style).format(minutes / of);
}
