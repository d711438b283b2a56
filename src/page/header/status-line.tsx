import { GREETING } from "../../protocol";
import type { Chat } from "../state/chat";
import { focusMessages } from "../browser/focus";
import { whyMute } from "../state/rights";
import type { Words } from "../languages/languages";
import { ChangingText } from "../elements/changing-text";
import { useWords } from "../languages/words-context";
import { controls } from "../lazy/lazy-controls";
import { WithModule } from "../lazy/with-module";

/** The status of the connection, and the server's greeting if its operator has set one. */
export function StatusLine({ chat }: { chat: Chat }) {
  const { say } = useWords();
  const status = chat.status.value;
  const refusal = chat.refusal.value;
  const isWaiting = status.is === "waiting" || status.is === "refused";
  const now = () => {
    chat.reconnect();
    focusMessages();
  };
  return (
    <p class="status" id="status" data-is={refusal ? "refused" : status.is}>
      <span role="status" class="says">
        <ChangingText of={stateOf(chat, say)} />
      </span>
      {isWaiting && (
        <>
          <span class="countdown" aria-hidden="true">
            <WithModule module={controls}>
              {({ Countdown }) => <Countdown to={status.at} />}
            </WithModule>
          </span>
          <button type="button" class="now" onClick={now}>
            {say("now")}
          </button>
        </>
      )}
    </p>
  );
}

function stateOf(chat: Chat, say: Words["say"]): string {
  const { value: status } = chat.status;
  const { value: refusal } = chat.refusal;
  const { value: greeting } = chat.greeting;
  if (status.is === "refused") return `${say("refused")} · ${say(`error_${status.error.code}`)}`;
  if (status.is === "uninvited" || status.is === "banned") return say(`error_${status.error.code}`);
  if (status.is !== "online") return say(status.is);
  if (refusal) return say(whyMute(chat.room.value, chat)?.key ?? `error_${refusal.code}`);
  const { topic } = chat.room.value.profile.value;
  if (topic) return say("greeted", { greeting: topic });
  // The default greeting is for authors of clients; it is in the console.
  return greeting === GREETING ? say("online") : say("greeted", { greeting });
}
