import { faceOf } from "./faces";
import { hueOf, portraitOf } from "./portrait-path";

/** A person's small picture, their own or one that is drawn; the name stands beside it. */
export function Portrait({ from }: { from: string }) {
  const face = faceOf(from);
  if (face.value)
    return <img class="portrait" src={face.value} alt="" onError={() => (face.value = "")} />;
  return (
    <svg class="portrait" data-hue={hueOf(from)} viewBox="-1.5 -1.5 8 8" aria-hidden="true">
      <path d={portraitOf(from)} />
    </svg>
  );
}
