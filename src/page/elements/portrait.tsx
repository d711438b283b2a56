import { hueOf, portraitOf } from "./portrait-path";

/** A person's small picture; the name stands beside it. */
export function Portrait({ from }: { from: string }) {
  return (
    <svg class="portrait" data-hue={hueOf(from)} viewBox="-1.5 -1.5 8 8" aria-hidden="true">
      <path d={portraitOf(from)} />
    </svg>
  );
}
