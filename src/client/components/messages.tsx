import { useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../../protocol";
import type { Chat } from "../chat";
import type { Outgoing } from "../outbox";
import type { Text } from "../text";

interface Props {
  chat: Chat;
  text: Text;
}

/** Pixels from the end within which one counts as reading the newest. */
const AT_THE_END = 80;
/** Pixels from the beginning at which earlier messages are fetched. */
const NEAR_THE_BEGINNING = 200;

/** The messages of the room, and below them one's own that are still on their way. */
export function Messages({ chat, text }: Props) {
  const log = useRef<HTMLDivElement>(null);
  const fromEnd = useRef(0);
  const messages = chat.messages.value;
  const outgoing = chat.outgoing.value;
  const me = chat.from.value;

  // Whoever reads the newest goes on to, and whoever reads further up stays where it was, since the
  // distance from the end does not change when something is added above.
  useLayoutEffect(() => {
    const box = log.current;
    if (!box) return;
    if (fromEnd.current < AT_THE_END) box.scrollTop = box.scrollHeight;
  }, [messages.at(-1)?.seq, outgoing.length]);
  useLayoutEffect(() => {
    const box = log.current;
    if (box) box.scrollTop = box.scrollHeight - box.clientHeight - fromEnd.current;
  }, [messages[0]?.seq]);

  const onScroll = () => {
    const box = log.current;
    if (!box) return;
    fromEnd.current = box.scrollHeight - box.clientHeight - box.scrollTop;
    if (box.scrollTop < NEAR_THE_BEGINNING) void chat.loadOlder();
  };

  return (
    <div
      class="log"
      ref={log}
      onScroll={onScroll}
      role="log"
      aria-label={text.messages}
      tabIndex={0}
    >
      {messages.length > 0 && (
        <p class="edge">{chat.hasOlder.value ? text.older : text.beginning}</p>
      )}
      {messages.length === 0 && outgoing.length === 0 && <p class="edge">{text.nobody}</p>}
      <ol>
        {messages.map((message) => (
          <Line key={message.seq} message={message} mine={message.from === me} />
        ))}
        {outgoing.map((one) => (
          <Unsent key={one.id} one={one} chat={chat} text={text} />
        ))}
      </ol>
    </div>
  );
}

function Line({ message, mine }: { message: Message; mine: boolean }) {
  const at = new Date(message.at);
  return (
    <li class={mine ? "line mine" : "line"} data-seq={message.seq}>
      <bdi class="who">{message.name}</bdi>
      <time dateTime={at.toISOString()}>
        {at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}
      </time>
      <p class="txt" dir="auto">
        {message.txt}
      </p>
    </li>
  );
}

function Unsent({ one, chat, text }: { one: Outgoing } & Props) {
  return (
    <li class="line mine unsent" data-state={one.state}>
      <bdi class="who">{one.name}</bdi>
      <span class="state">
        {one.state === "failed" ? text.failed(one.error.message) : text[one.state]}
      </span>
      <p class="txt" dir="auto">
        {one.txt}
      </p>
      {one.state === "failed" && (
        <p class="actions">
          <button type="button" onClick={() => chat.retry(one.id)}>
            {text.retry}
          </button>
          <button type="button" onClick={() => chat.discard(one.id)}>
            {text.discard}
          </button>
        </p>
      )}
    </li>
  );
}
