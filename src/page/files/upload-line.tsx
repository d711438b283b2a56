import type { Outgoing } from "../../client/outbox";
import { LaterIcon } from "../elements/later-icons";
import { useAllWords, WithAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";

interface Props {
  one: Outgoing;
  chat: Chat;
}

/** How far the files of an unsent message are, with a button that stops them; or that they are lost. */
export function UploadLine(props: Props) {
  return (
    <WithAllWords>
      <Line {...props} />
    </WithAllWords>
  );
}

function Line({ one, chat }: Props) {
  const { say } = useAllWords();
  if (one.state === "lost") return <p class="note">{say("fileLost")}</p>;
  // The countdown beside the name says when it is tried again.
  if (one.state === "failed" && one.error.reason === "type")
    return <p class="note">{say("fileForbidden")}</p>;
  if (one.state === "failed" && chat.fileBytes.value === 0)
    return <p class="note">{say("noFiles")}</p>;
  if (one.state === "queued" && one.error?.reason === "full")
    return <p class="note">{say("filesFull")}</p>;
  if (one.state !== "uploading") return null;
  const all = (one.files ?? []).reduce((sum, { size }) => sum + size, 0);
  return (
    <div class="upload">
      <progress max={all} value={one.sent} aria-label={say("uploading")} />
      <button
        type="button"
        class="quiet"
        aria-label={say("stopUpload")}
        title={say("stopUpload")}
        onClick={() => chat.stopUpload(one.id)}
      >
        <LaterIcon is="close" />
      </button>
    </div>
  );
}
