import type { Keeping } from "../storage/outbox-table";
import { Icon } from "../elements/icons";
import { Notice } from "./notice";
import { useWords } from "../languages/words-context";

interface Props {
  keeping: Exclude<Keeping, "all">;
  closed: () => void;
}

/** Says that what is unsent does not survive a reload, until one has read it. */
export function KeepingLine({ keeping, closed }: Props) {
  const { say } = useWords();
  return (
    <Notice says={say(keeping === "full" ? "full" : "notKept")}>
      <button type="button" class="quiet" aria-label={say("close")} onClick={closed}>
        <Icon is="close" />
      </button>
    </Notice>
  );
}
