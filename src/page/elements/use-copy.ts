import { useEffect, useState } from "preact/hooks";

/** How long the result is shown, in milliseconds. */
const SHOWN_FOR = 2000;

/** Copies texts. `told` is the key of the message about the last one, for a while. */
export function useCopy() {
  const [told, tell] = useState<"copied" | "notCopied" | undefined>(undefined);
  useEffect(() => {
    if (told === undefined) return;
    const timer = setTimeout(() => tell(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [told]);
  const copied = (text: string) =>
    void copyText(text).then(
      () => tell("copied"),
      () => tell("notCopied"),
    );
  return { told, copy: copied };
}

/** Puts text on the clipboard. Rejects if the browser does not allow it. */
async function copyText(text: string): Promise<void> {
  // Only a secure context has the clipboard API, and a server at home may be reached without TLS.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  // An open dialog makes everything outside of it inert.
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (!isCopied) throw new Error("the browser did not copy");
}
