import { isAtLeast } from "../../protocol";
import type { OpenDialog } from "../dialogs/open-dialog";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";
import type { Chat } from "../state/chat";

/** Opens the dialog that makes invitations to the server, for those who may. */
export function InviteButton({ chat, show }: { chat: Chat; show: (what: OpenDialog) => void }) {
  const { say } = useWords();
  if (!isAtLeast(chat.server.value.rank, "moderator")) return null;
  return (
    <button type="button" class="quiet new-room" onClick={() => show("inviteServer")}>
      <Icon is="invite" />
      {say("invite")}
    </button>
  );
}
