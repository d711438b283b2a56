import { useState } from "preact/hooks";
import { type Message, REASON_LENGTH } from "../../protocol";
import { Quote } from "../answers/quote";
import { roomTitle } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import { TextField } from "../rooms/text-field";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { useFirstFocus } from "./use-first-focus";

interface Props {
  chat: Chat;
  message: Message;
  onClose: () => void;
}

/** Reports a message to the moderators of its room. */
export function ReportForm({ chat, message, onClose }: Props) {
  const { say } = useAllWords();
  const [reason, explain] = useState("");
  const [isSent, send] = useState(false);
  const { isBusy, fault, run } = useRequest();
  const box = useFirstFocus<HTMLFormElement>();
  const { room, seq } = message;
  const submit = async (event: Event) => {
    event.preventDefault();
    const why = reason.trim() === "" ? {} : { reason: reason.trim() };
    if (await run(() => chat.requests.ask("report", { room, seq, ...why }))) send(true);
  };
  if (isSent) return <Sent onClose={onClose} />;
  return (
    <form ref={box} class="fields" onSubmit={(event) => void submit(event)}>
      <p class="asked">
        <Quote of={message} />
      </p>
      <TextField label={say("reason")} value={reason} limit={REASON_LENGTH} onInput={explain} />
      <p class="note">{say("reportText", { room: roomTitle(chat.room.value, say) })}</p>
      {fault}
      <div class="buttons">
        <button type="submit" class="main" disabled={isBusy}>
          {say("report")}
        </button>
        <button type="button" onClick={onClose}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}

function Sent({ onClose }: Pick<Props, "onClose">) {
  const { say } = useAllWords();
  const box = useFirstFocus<HTMLDivElement>();
  return (
    <div ref={box}>
      <p role="status">{say("reportSent")}</p>
      <div class="buttons">
        <button type="button" class="main" onClick={onClose}>
          {say("close")}
        </button>
      </div>
    </div>
  );
}
