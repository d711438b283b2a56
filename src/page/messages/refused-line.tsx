import { leaving } from "../browser/focus";
import { useCopy } from "../elements/use-copy";
import type { RefusedWish, ShownMessage } from "../../client/wishes";
import { whyRefused, whyText } from "../elements/why";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { useWords } from "../languages/words-context";
import type { Chat } from "../state/chat";
import { editOf } from "../state/purpose";
import type { Room } from "../state/room";

interface Props {
  message: ShownMessage;
  refused: RefusedWish;
  chat: Chat;
  room: Room;
}

/** Why the server has refused to change a message, and what to do about it. A text that was typed is not lost. */
export function RefusedLine({ message, refused: { id, wish, error }, chat, room }: Props) {
  const words = useWords();
  const { say } = words;
  const { told, copy } = useCopy();
  const again = [say("retry"), leaving(() => chat.retry(id))] as const;
  const discard = [say("discard"), leaving(() => chat.discard(id))] as const;
  // The refused text stays here until another one takes its place: somebody who leaves the box still has it.
  const ofText = (txt: string) =>
    [
      [say("edit"), () => (room.purpose.value = editOf(message, txt))],
      [say(told ?? "copyText"), () => copy(txt)],
    ] as const;
  const ways = wish.kind === "edit" ? [again, ...ofText(wish.txt), discard] : [again, discard];
  return (
    <div class="refused" role="status">
      <p class="state">
        <WithAllWords fallback={whyText(whyRefused(error), words)}>
          <NotChanged error={error} />
        </WithAllWords>
      </p>
      <div class="buttons">
        {ways.map(([label, act], n) => (
          <button key={n} type="button" onClick={act}>
            {label}
          </button>
        ))}
      </div>
    </div>
  );
}

function NotChanged({ error }: Pick<RefusedWish, "error">) {
  const words = useAllWords();
  return <>{words.say("notChanged", { reason: whyText(whyRefused(error), words) })}</>;
}
