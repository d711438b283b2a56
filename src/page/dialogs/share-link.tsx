import { lazyModule } from "../lazy/lazy-module";
import { useCopy } from "../elements/use-copy";
import { ChangingText } from "../elements/changing-text";
import { WithModule } from "../lazy/with-module";
import { useAllWords } from "../languages/later-words";

/** As large as all dialogs together, and rarely used. */
const drawing = lazyModule(() => import("./qr"));

/** A link to share: as text, with a button to copy it and one to share it, and as a QR code. */
export function ShareLink({ of: link, shares }: { of: string; shares: boolean }) {
  const { say } = useAllWords();
  const { told, copy } = useCopy();
  return (
    <div class="link">
      <div class="qr">
        <WithModule module={drawing}>
          {({ QrCode }) => <QrCode of={link} label={say("qr")} />}
        </WithModule>
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
          {told && <ChangingText of={say(told)} />}
        </span>
      </div>
    </div>
  );
}
