import { LaterIcon } from "../elements/later-icons";
import { useWords } from "../languages/words-context";
import type { Described } from "./kinds";
import { kindText, sizeText } from "./sizes";
import { shownLabel } from "../text/label";

interface Props {
  file: Described;
  /** Why it cannot be had, in place of its kind and size. */
  why?: string;
}

/** A file's name, kind and size, on two lines. */
export function FileLine({ file, why }: Props) {
  const { locale } = useWords();
  const { name, size } = file;
  return (
    <>
      <LaterIcon is="file" />
      <span>
        <bdi translate={false} title={name}>
          {shownLabel(name)}
        </bdi>
        <small>
          {why ?? `\u2068${kindText(file)}\u2069 · \u2068${sizeText(size, locale)}\u2069`}
        </small>
      </span>
    </>
  );
}
