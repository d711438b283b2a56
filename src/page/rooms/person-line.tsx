import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { FoundPerson } from "../../protocol";
import { LaterIcon } from "../elements/later-icons";
import { refreshFace } from "../elements/faces";
import { NameMarks } from "../elements/name-marks";
import { Portrait } from "../elements/portrait";
import { useAllWords } from "../languages/later-words";
import { lastSeenText } from "../people/last-seen";
import { RankNote } from "../people/rank-note";
import type { Chat } from "../state/chat";
import { shownLabel } from "../text/label";

interface Props {
  person: FoundPerson;
  chat: Chat;
  /** Whether to say that they are here. */
  isHere?: boolean;
  /** Whether somebody else in the list has their name. */
  isShared?: boolean;
  /** Whether the person keeps order here, and may act on them. */
  mayModerate?: boolean;
  /** Shows who they are, and what can be done. */
  onPerson?: (() => void) | undefined;
  /** What says the rank in the room, where it is not said in words alone. */
  children?: ComponentChildren;
}

/** Somebody in a list of people. */
export function PersonLine(props: Props) {
  const { person, chat, isHere = false, isShared, mayModerate = false, onPerson, children } = props;
  const { from, name, owned, lastSeen, rank, onServer } = person;
  const words = useAllWords();
  const { say } = words;
  useEffect(() => refreshFace(from), [from]);
  const isMe = from === chat.me.value;
  const label = say(mayModerate ? "moderate" : "profile", { name });
  return (
    <li class={isHere ? "here" : undefined}>
      <Portrait from={from} />
      <bdi translate={false} title={name}>
        {shownLabel(name) || "…"}
      </bdi>
      <NameMarks from={from} isOwned={owned} isShared={isShared} />
      {isMe && <span class="note">{say("you")}</span>}
      {isHere && <span class="unseen">{say("isHere")}</span>}
      {!isHere && lastSeen !== undefined && (
        <span class="note">{lastSeenText(lastSeen, words)}</span>
      )}
      <RankNote rank={children ? undefined : rank} onServer={onServer} />
      {children}
      {onPerson && !isMe && (
        <button type="button" class="quiet" aria-label={label} title={label} onClick={onPerson}>
          <LaterIcon is={mayModerate ? "shield" : "person"} />
        </button>
      )}
    </li>
  );
}
