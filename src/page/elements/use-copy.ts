import { useEffect, useState } from "preact/hooks";
import { copyText } from "../browser/browser";

/** How long the result is shown, in milliseconds. */
const TOLD = 2000;

/** Copies texts. `told` is the key of the message about the last one, for a while. */
export function useCopy() {
  const [told, tell] = useState<"copied" | "notCopied" | undefined>(undefined);
  useEffect(() => {
    if (told === undefined) return;
    const timer = setTimeout(() => tell(undefined), TOLD);
    return () => clearTimeout(timer);
  }, [told]);
  const copied = (text: string) =>
    void copyText(text).then(
      () => tell("copied"),
      () => tell("notCopied"),
    );
  return { told, copy: copied };
}
