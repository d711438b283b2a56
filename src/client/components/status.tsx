import { useEffect, useState } from "preact/hooks";
import type { Chat } from "../chat";
import { toTheMessages } from "../focus";
import { useWords } from "./words";

/** How things stand with the server, where the greeting stands otherwise. */
export function StatusLine({ chat }: { chat: Chat }) {
  const { say } = useWords();
  const status = chat.status.value;
  const refusal = chat.refusal.value;
  const isWaiting = status.is === "waiting" || status.is === "refused";
  const now = () => {
    chat.reconnect();
    toTheMessages();
  };
  return (
    <p class="status" id="status" data-is={refusal ? "refused" : status.is}>
      <span role="status" class="says">
        {status.is !== "online" && say(status.is)}
        {status.is === "refused" && ` · ${say(`error_${status.error.code}`)}`}
        {status.is === "online" && refusal && say(`error_${refusal.code}`)}
        {status.is === "online" && !refusal && <bdi>{chat.greeting.value}</bdi>}
      </span>
      {isWaiting && (
        <>
          <span class="countdown" aria-hidden="true">
            <Countdown to={status.at} />
          </span>
          <button type="button" class="now" onClick={now}>
            {say("now")}
          </button>
        </>
      )}
    </p>
  );
}

/** Counts the seconds down to a moment, in milliseconds since 1970. */
export function Countdown({ to }: { to: number }) {
  const { say } = useWords();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return <>{say("again", { seconds: Math.max(0, Math.ceil((to - now) / 1000)) })}</>;
}
