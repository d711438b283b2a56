import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Message } from "../../protocol";
import { shortened } from "../text/fold";
import { withoutExcessMarks } from "../text/markup";

/** Announced messages that stay in the page, for screen readers that come to them late. */
const STAYING = 5;

/** Makes a screen reader read each message of `arrivals` once, however many come together; of a long message, the beginning. */
export function Announcer({ arrivals }: { arrivals: ReadonlySignal<readonly Message[]> }) {
  const all = arrivals.value;
  const lastDrawn = useRef<Message | undefined>(undefined);
  const shown = useMemo(() => {
    const drawn = lastDrawn.current ? all.indexOf(lastDrawn.current) + 1 : 0;
    return all.slice(Math.max(0, drawn - STAYING));
  }, [all]);
  useEffect(() => {
    lastDrawn.current = all.at(-1);
  }, [all]);
  return (
    <div class="unseen" role="log" aria-live="polite" aria-relevant="additions" id="announcer">
      {shown.map(({ room, seq, name, txt }) => (
        <p key={`${room} ${seq}`} dir="auto">
          {shortened(withoutExcessMarks(`${name}: ${txt}`))}
        </p>
      ))}
    </div>
  );
}
