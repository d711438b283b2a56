import { useMemo } from "preact/hooks";
import { refuseFiles } from "../browser/refuse-files";
import { useWords } from "../languages/words-context";

/** Says that files cannot be sent, after an attempt. */
export function FilesNotice() {
  const { say } = useWords();
  const isTold = useMemo(refuseFiles, []).value;
  return (
    <p class="warning" role="alert" hidden={!isTold}>
      {isTold && <span>{say("noFiles")}</span>}
    </p>
  );
}
