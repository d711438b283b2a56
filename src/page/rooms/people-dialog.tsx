import { useState } from "preact/hooks";
import { LOBBY, type Member } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import type { OpenDialog } from "../dialogs/open-dialog";
import { mayKeepOrder } from "../order/may";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { rankIn } from "../state/rights";
import { Members } from "./members";
import { PersonLine } from "./person-line";

interface Props {
  chat: Chat;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** Who belongs to the room, and who is there. */
export function PeopleDialog({ chat, show, onClose }: Props) {
  const { say } = useAllWords();
  const [members, know] = useState<readonly Member[]>([]);
  const room = chat.room.value;
  const hasMembers = room.name !== LOBBY;
  const { count, people } = room.people.value;
  const belonging = new Set(members.map(({ from }) => from));
  const others = people.filter(({ from }) => !belonging.has(from));
  return (
    <Dialog title={say(hasMembers ? "members" : "people")} onClose={onClose}>
      {hasMembers && (
        <Members
          chat={chat}
          room={room.name}
          rank={rankIn(room, chat)}
          here={room.people}
          onModerate={(person) => show({ person })}
          onRead={know}
        />
      )}
      {hasMembers && others.length > 0 && <h3>{say("alsoHere")}</h3>}
      <ul class="people">
        {others.map((person) => (
          <PersonLine
            key={person.from}
            person={person}
            chat={chat}
            onModerate={
              mayKeepOrder(chat, room) && person.from !== chat.me.value
                ? () => show({ person })
                : undefined
            }
          />
        ))}
      </ul>
      {count > people.length && (
        <p class="note">
          <ChangingText of={say("more", { count: count - people.length })} />
        </p>
      )}
    </Dialog>
  );
}
