import type { Message } from "../../protocol";
import type { ShownMessage } from "../../client/wishes";
import { shortened } from "../text/fold";
import { shownLabel } from "../text/label";
import type { Described } from "../files/kinds";
import { ChangingText } from "../elements/changing-text";
import { filesModule } from "../files/lazy-files";
import { WithModule } from "../lazy/with-module";
import { actLines } from "../order/lazy-act-line";
import { useWords } from "../languages/words-context";

type Quoted = Pick<Message, "name" | "txt" | "notice"> & {
  files?: readonly Described[];
  gone?: Message["gone"];
};

/** Who has written a message, and the beginning of it, on one line. */
export function Quote({ of: quoted }: { of: Quoted }) {
  return (
    <>
      <bdi class="whose" translate={false}>
        {shownLabel(quoted.name)}
      </bdi>{" "}
      <QuotedText of={quoted} />
    </>
  );
}

/** The quote of a message that may not be known yet (undefined), or no longer be there (null). */
export function QuoteIfThere({ of: quoted }: { of: ShownMessage | null | undefined }) {
  const { say } = useWords();
  return quoted ? (
    <Quote of={quoted} />
  ) : (
    <span class="quote">
      <ChangingText of={quoted === null ? say("error_not_found") : "…"} />
    </span>
  );
}

/** The beginning of a message, on one line. */
export function QuotedText({ of: quoted }: { of: Omit<Quoted, "name"> & { name?: string } }) {
  const { say } = useWords();
  const { name = "", txt, files, gone, notice } = quoted;
  return (
    <span class="quote" dir="auto">
      {notice ? (
        <WithModule module={actLines}>
          {({ ActText }) => <ActText of={{ name, notice }} />}
        </WithModule>
      ) : (
        <ChangingText of={gone ? say("gone") : oneLine(txt)} />
      )}
      {txt === "" && files && !gone && (
        <WithModule module={filesModule}>
          {({ FilesInWords }) => <FilesInWords files={files} />}
        </WithModule>
      )}
    </span>
  );
}

function oneLine(txt: string): string {
  return shownLabel(shortened(txt)).replace(/\s+/g, " ");
}
