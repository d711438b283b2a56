/** The reader's day and time zone, which change while the page is open. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** Milliseconds between two looks at the clock, which may be set, or the machine carried to another zone. */
const LOOKED_AFTER = 30_000;

/** What day it is, and where: another text at midnight, in another zone, and when the clock is set to another day. */
export function openCalendar(): ReadonlySignal<string> {
  const today = signal(dayAndZone());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    today.value = dayAndZone();
    const midnight = new Date().setHours(24, 0, 0, 0);
    clearTimeout(timer);
    timer = setTimeout(look, Math.min(LOOKED_AFTER, midnight - Date.now()));
  };
  look();
  // A machine that slept has had no timers.
  for (const event of ["focus", "pageshow", "visibilitychange"])
    addEventListener(event, look, true);
  return today;
}

/** A browser says in words where it is: `Wed Nov 25 2026 GMT+0100 (Central European Standard Time)`. */
function dayAndZone(): string {
  const now = new Date();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return `${now.toDateString()} ${timeZone} ${now.getTimezoneOffset()}`;
}
