import { focusBox } from "../browser/focus";
import type { MentionedBy, PermissionOffer } from "../notifications/permission-offer";
import { NoticeBar } from "./notice";
import { useAllWords, WithAllWords } from "../languages/later-words";

interface Props {
  offer: PermissionOffer;
  /** Who has mentioned the person, or has written to them directly. */
  by: MentionedBy;
}

/** Asks whether the page may show notifications. Only a click here makes the browser itself ask. */
export function PermissionNotice(props: Props) {
  return (
    <WithAllWords>
      <Offer {...props} />
    </WithAllWords>
  );
}

function Offer({ offer, by: { name, isDirect } }: Props) {
  const { say } = useAllWords();
  const answer = () => {
    offer.answer();
    focusBox();
  };
  return (
    <NoticeBar text={say(isDirect ? "offer_direct" : "offer", { name })}>
      <button type="button" onClick={() => void Notification.requestPermission().finally(answer)}>
        {say("tellAllow")}
      </button>
      <button type="button" onClick={answer}>
        {say("noThanks")}
      </button>
    </NoticeBar>
  );
}
