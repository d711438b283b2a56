import { leaving } from "../browser/focus";
import type { RefusedWish, ShownMessage } from "../../client/wishes";
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
  const { say } = useWords();
  const edit = () => {
    if (wish.kind === "edit") room.purpose.value = editOf(message, wish.txt);
    chat.discard(id);
  };
  return (
    <div class="refused" role="status">
      <p class="state">{say("notChanged", { reason: say(`error_${error.code}`) })}</p>
      <div class="buttons">
        {wish.kind === "edit" && (
          <button type="button" onClick={edit}>
            {say("edit")}
          </button>
        )}
        <button type="button" onClick={leaving(() => chat.retry(id))}>
          {say("retry")}
        </button>
        <button type="button" onClick={leaving(() => chat.discard(id))}>
          {say("discard")}
        </button>
      </div>
    </div>
  );
}
