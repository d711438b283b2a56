import type { Reaction } from "../../protocol";
import type { ShownMessage } from "../../client/wishes";
import { Portrait } from "../elements/portrait";
import { useWords } from "../languages/words-context";
import type { Chat } from "../state/chat";
import { useReactors } from "./who-reacted";
import { shownLabel } from "../text/label";

interface Props {
  message: ShownMessage;
  chat: Chat;
}

/** Everybody who reacted to a message, by emoji. */
export function ReactorList({ message, chat }: Props) {
  return (
    <div class="all-reactors">
      {message.reactions?.map((one) => (
        <Reactors key={one.emoji} reaction={one} message={message} chat={chat} />
      ))}
    </div>
  );
}

function Reactors({ reaction, message, chat }: Props & { reaction: Reaction }) {
  const { say, number } = useWords();
  const people = useReactors({ reaction, message, chat });
  const more = reaction.count - people.length;
  return (
    <section>
      <h3>
        {reaction.emoji} {number(reaction.count)}
      </h3>
      <ul class="people">
        {people.map(({ from, name }) => (
          <li key={from}>
            <Portrait from={from} />
            <bdi translate={false}>{shownLabel(name) || "…"}</bdi>
            {from === chat.me.value && <span class="note">{say("you")}</span>}
          </li>
        ))}
      </ul>
      {more > 0 && <p class="note">{say("more", { count: more })}</p>}
    </section>
  );
}
