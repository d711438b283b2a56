import { focusBox } from "../browser/focus";
import type { PermissionOffer } from "../notifications/permission-offer";
import { Notice } from "./notice";
import { useWords } from "../languages/words-context";

/** Asks whether the page may show notifications. Only a click here makes the browser itself ask. */
export function PermissionNotice({ offer, name }: { offer: PermissionOffer; name: string }) {
  const { say } = useWords();
  const answer = () => {
    offer.answer();
    focusBox();
  };
  return (
    <Notice text={say("offer", { name })}>
      <button type="button" onClick={() => void Notification.requestPermission().finally(answer)}>
        {say("tellAllow")}
      </button>
      <button type="button" onClick={answer}>
        {say("noThanks")}
      </button>
    </Notice>
  );
}
