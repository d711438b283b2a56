import { useEffect, useState } from "preact/hooks";
import { copy } from "../browser";
import { part } from "../part";
import { Later } from "./later";
import { useWords } from "./words";

/** How long one is told that something was copied, in milliseconds. */
const TOLD = 2000;

/** As heavy as all dialogs together, and seldom looked at. */
const drawing = part(() => import("./qr"));

/** A link to hand on: to read, to copy, to share, and to be photographed. */
export function Link({ of: link, shares }: { of: string; shares: boolean }) {
  const { say } = useWords();
  return (
    <div class="link">
      <div class="qr">
        <Later part={drawing}>{({ QrCode }) => <QrCode of={link} label={say("qr")} />}</Later>
      </div>
      <input readOnly dir="ltr" value={link} aria-label={say("copyLink")} />
      <div class="buttons">
        <CopyButton text={link} label={say("copyLink")} />
        {shares && "share" in navigator && (
          <button type="button" onClick={() => void navigator.share({ url: link }).catch(() => {})}>
            {say("share")}
          </button>
        )}
      </div>
    </div>
  );
}

function CopyButton({ text, label }: { text: string; label: string }) {
  const { say } = useWords();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), TOLD);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <button
      type="button"
      onClick={() =>
        void copy(text).then(
          () => setCopied(true),
          () => {},
        )
      }
    >
      <span role="status">{isCopied ? say("copied") : label}</span>
    </button>
  );
}
