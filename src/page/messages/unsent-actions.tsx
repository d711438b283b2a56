import { focusMessages } from "../browser/focus";
import { useCopy } from "../elements/use-copy";
import type { UnsentProps } from "./message-line";
import { useWords } from "../languages/words-context";

/** What one can do with a message that does not go out by itself. */
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

/** What a button does that is no more when it has done it. */
function leaving(act: () => void): () => void {
  return () => {
    act();
    focusMessages();
  };
}
