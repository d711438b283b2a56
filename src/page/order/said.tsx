import { useEffect, useState } from "preact/hooks";
import type { Message } from "../../protocol";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { WholeText } from "./whole-text";

/** What somebody said in a room recently, the newest first, with times. */
export function LatelySaid({ chat, room, from }: { chat: Chat; room: string; from: string }) {
  const { say, moment, time, day } = useAllWords();
  const { messages, more, hasFailed, read } = usePages((before) =>
    chat.requests.ask("said", { room, from, ...(before === undefined ? {} : { before }) }),
  );
  return (
    <section class="said" aria-label={say("said")}>
      <h3>{say("said")}</h3>
      {/* People without a mouse scroll it by the keyboard. */}
      <ul tabIndex={0}>
        {messages?.map((message) => (
          <li key={message.seq}>
            <time dateTime={new Date(message.at).toISOString()} title={moment(message.at)}>
              {day(message.at)} {time(message.at)}
            </time>
            <WholeText of={message} />
          </li>
        ))}
        {more && (
          <li>
            <button type="button" onClick={() => void read()}>
              {say("moreMembers")}
            </button>
          </li>
        )}
      </ul>
      <p class="note" role="status">
        {hasFailed && <ChangingText of={say("notDone_offline")} />}
        {messages?.length === 0 && !more && <ChangingText of={say("none")} />}
      </p>
    </section>
  );
}

type Pages = { ok: true; messages: Message[]; more: boolean; next?: number } | { ok: false };

/** Messages that the server gives a page at a time, the newest first. */
export function usePages(ask: (before?: number) => Promise<Pages>) {
  const [messages, setMessages] = useState<readonly Message[] | undefined>(undefined);
  const [more, setMore] = useState(false);
  const [next, setNext] = useState<number | undefined>(undefined);
  const [hasFailed, fail] = useState(false);
  const read = async () => {
    const reply = await ask(next).catch(() => undefined);
    fail(!reply?.ok);
    if (!reply?.ok) return;
    setMessages([...(messages ?? []), ...reply.messages]);
    setMore(reply.more);
    setNext(reply.next ?? reply.messages.at(-1)?.seq ?? next);
  };
  useEffect(() => void read(), []);
  return { messages, more, hasFailed, read };
}
