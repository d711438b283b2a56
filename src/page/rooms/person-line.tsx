import type { ComponentChildren } from "preact";
import type { Person } from "../../protocol";
import { LaterIcon } from "../elements/later-icons";
import { Portrait } from "../elements/portrait";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";

interface Props {
  person: Person;
  chat: Chat;
  /** Whether to say that they are here. */
  isHere?: boolean;
  /** Shows what can be done to them, if the person keeps order here. */
  onModerate?: (() => void) | undefined;
  children?: ComponentChildren;
}

/** Somebody in a list of people. */
export function PersonLine(props: Props) {
  const { person, chat, isHere = false, onModerate, children } = props;
  const { from, name } = person;
  const { say } = useAllWords();
  return (
    <li class={isHere ? "here" : undefined}>
      <Portrait from={from} />
      <bdi translate={false} title={name}>
        {name || "…"}
      </bdi>
      {from === chat.me.value && <span class="note">{say("you")}</span>}
      {isHere && <span class="unseen">{say("isHere")}</span>}
      {children}
      {onModerate && (
        <button
          type="button"
          class="quiet"
          aria-label={say("moderate", { name })}
          title={say("moderate", { name })}
          onClick={onModerate}
        >
          <LaterIcon is="shield" />
        </button>
      )}
    </li>
  );
}
