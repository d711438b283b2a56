import type { ReadonlySignal } from "@preact/signals";
import type { Message } from "../../protocol";

/** Reads each new message once to whoever listens. What is loaded or scrolled into sight is not new. */
export function Announcer({ arrivals }: { arrivals: ReadonlySignal<readonly Message[]> }) {
  return (
    <div class="unseen" role="log" aria-live="polite" aria-relevant="additions" id="announcer">
      {arrivals.value.map(({ room, seq, name, txt }) => (
        <p key={`${room} ${seq}`} dir="auto">
          {name}: {txt}
        </p>
      ))}
    </div>
  );
}
