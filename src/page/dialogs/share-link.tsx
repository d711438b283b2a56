import { part } from "../lazy/lazy-module";
import { useCopying } from "../elements/use-copy";
import { Fresh } from "../elements/changing-text";
import { Later } from "../lazy/with-module";
import { useWords } from "../languages/words-context";

/** As heavy as all dialogs together, and seldom looked at. */
const drawing = part(() => import("./qr"));

/** A link to hand on: to read, to copy, to share, and to be photographed. */
export function Link({ of: link, shares }: { of: string; shares: boolean }) {
  const { say } = useWords();
  const { told, copy } = useCopying();
  return (
    <div class="link">
      <div class="qr">
        <Later part={drawing}>{({ QrCode }) => <QrCode of={link} label={say("qr")} />}</Later>
      </div>
      <input readOnly dir="ltr" value={link} aria-label={say("link")} />
      <div class="buttons">
        <button type="button" onClick={() => copy(link)}>
          {say("copyLink")}
        </button>
        {shares && "share" in navigator && (
          <button type="button" onClick={() => void navigator.share({ url: link }).catch(() => {})}>
            {say("share")}
          </button>
        )}
        <span class="note" role="status">
          {told && <Fresh of={say(told)} />}
        </span>
      </div>
    </div>
  );
}
