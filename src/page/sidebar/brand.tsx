import { isAtLeast } from "../../protocol";
import type { OpenDialog } from "../dialogs/open-dialog";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";
import type { Chat } from "../state/chat";

/** What the server is called and what it is for, and a button for those who tend it. */
export function Brand({ chat, show }: { chat: Chat; show: (what: OpenDialog) => void }) {
  const { say } = useWords();
  const { title = "chuan", topic = say("tagline"), rank } = chat.server.value;
  return (
    <div class="brand">
      <span class="seal" aria-hidden="true">
        传
      </span>
      <p>
        <strong dir="auto" title={title} translate={false}>
          {title}
        </strong>
        <small dir="auto" title={topic}>
          {topic}
        </small>
      </p>
      {isAtLeast(rank, "moderator") && (
        <button
          type="button"
          class="quiet"
          aria-label={say("server")}
          title={say("server")}
          onClick={() => show("server")}
        >
          <Icon is="edit" />
        </button>
      )}
    </div>
  );
}
