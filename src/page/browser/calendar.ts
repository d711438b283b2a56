/** The current day and time zone, which can change while the page is open. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** Milliseconds between two looks at the clock, since it may be set, and the device may travel to another zone. */
const LOOKED_AFTER = 30_000;

/** A text that changes at midnight, in another time zone, and when the clock is set to another day. */
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
  // Timers do not run while the machine sleeps.
  for (const event of ["focus", "pageshow", "visibilitychange"])
    addEventListener(event, look, true);
  return today;
}

/** For example `Wed Nov 25 2026 Europe/Berlin -60`. */
function dayAndZone(): string {
  const now = new Date();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return `${now.toDateString()} ${timeZone} ${now.getTimezoneOffset()}`;
}
