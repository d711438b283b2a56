import { focusMessages } from "../browser/focus";
import { useCopy } from "../elements/use-copy";
import type { UnsentProps } from "./message-line";
import { useWords } from "../languages/words-context";

/** The buttons of a message that is not sent without the person: send again, edit, copy, discard. */
export function UnsentActions({ one: { id, txt, state }, chat, onEdit }: UnsentProps) {
  const { say } = useWords();
  const { told, copy } = useCopy();
  const takeUp = () => {
    chat.discard(id);
    onEdit(txt);
  };
  const again = state === "failed" ? say("retry") : say("sendAs", { name: chat.name.value });
  const ways = [
    [again, leaving(() => chat.retry(id))],
    [say("edit"), takeUp],
    [say(told ?? "copyText"), () => copy(txt)],
    [say("discard"), leaving(() => chat.discard(id))],
  ] as const;
  return (
    <div class="buttons">
      {ways.map(([label, act], n) => (
        <button key={n} type="button" onClick={act}>
          {label}
        </button>
      ))}
    </div>
  );
}

/** The action of a button that disappears with it, so that the focus has to move. */
function leaving(act: () => void): () => void {
  return () => {
    act();
    focusMessages();
  };
}
