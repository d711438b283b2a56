import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";

/** Opens the dialog that makes invitations to the server. */
export function InviteButton({ onClick }: { onClick: () => void }) {
  const { say } = useWords();
  return (
    <button
      type="button"
      class="quiet"
      aria-label={say("inviteServer")}
      title={say("inviteServer")}
      onClick={onClick}
    >
      <Icon is="invite" />
    </button>
  );
}
