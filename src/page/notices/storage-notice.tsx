import type { Persistence } from "../storage/outbox-table";
import { Icon } from "../elements/icons";
import { NoticeBar } from "./notice";
import { useAllWords, WithAllWords } from "../languages/later-words";

interface Props {
  persistence: Exclude<Persistence, "all">;
  onClose: () => void;
}

/** Says that unsent messages do not survive a reload, until the person closes it. */
export function StorageNotice(props: Props) {
  return (
    <WithAllWords>
      <Lost {...props} />
    </WithAllWords>
  );
}

function Lost({ persistence, onClose }: Props) {
  const { say } = useAllWords();
  return (
    <NoticeBar text={say(persistence === "full" ? "full" : "notKept")}>
      <button type="button" class="quiet" aria-label={say("close")} onClick={onClose}>
        <Icon is="close" />
      </button>
    </NoticeBar>
  );
}
