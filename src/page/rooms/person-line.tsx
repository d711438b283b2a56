import type { ComponentChildren } from "preact";
import type { Person } from "../../protocol";
import { Portrait } from "../elements/portrait";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";

interface Props {
  person: Person;
  chat: Chat;
  /** Whether to say that they are here. */
  isHere?: boolean;
  children?: ComponentChildren;
}

/** Somebody in a list of people. */
export function PersonLine({ person: { from, name }, chat, isHere = false, children }: Props) {
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
    </li>
  );
}
