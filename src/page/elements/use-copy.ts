import { useEffect, useState } from "preact/hooks";
import { copy } from "../browser/browser";

/** How long one is told what has become of it, in milliseconds. */
const TOLD = 2000;

/** Copies texts, and has for a while what to say of the last one. */
export function useCopy() {
  const [told, tell] = useState<"copied" | "notCopied" | undefined>(undefined);
  useEffect(() => {
    if (told === undefined) return;
    const timer = setTimeout(() => tell(undefined), TOLD);
    return () => clearTimeout(timer);
  }, [told]);
  const copied = (text: string) =>
    void copy(text).then(
      () => tell("copied"),
      () => tell("notCopied"),
    );
  return { told, copy: copied };
}
