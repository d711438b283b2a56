import { useState } from "preact/hooks";
import { FIXED_LIMITS, LOBBY, type Member } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import type { OpenDialog } from "../dialogs/open-dialog";
import { mayKeepOrder } from "../order/may";
import { useAllWords } from "../languages/later-words";
import { FoundPeopleList } from "../people/found-people";
import { useKnown, useModerators } from "../people/use-known";
import type { Chat } from "../state/chat";
import { namesakes } from "../state/namesakes";
import { ownRankIn } from "../state/rights";
import { MemberList } from "./members";
import { PersonLine } from "./person-line";
import { TextField } from "./text-field";
import { shownLabel } from "../text/label";

interface Props {
  chat: Chat;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** What a room is for, who belongs to it, and who is there; by the beginning of a name, beyond those who are listed. */
export function PeopleDialog({ chat, show, onClose }: Props) {
  const { say } = useAllWords();
  const [wanted, want] = useState("");
  const room = chat.room.value;
  const { topic } = room.profile.value;
  const hasMembers = room.name !== LOBBY && !room.isDirect;
  const q = wanted.trim();
  return (
    <Dialog title={say(hasMembers ? "members" : "people")} onClose={onClose}>
      {topic !== undefined && (
        <p class="note" dir="auto">
          {shownLabel(topic)}
        </p>
      )}
      <TextField
        label={say("findPeople")}
        value={wanted}
        limit={FIXED_LIMITS.name}
        onInput={want}
      />
      {q === "" ? (
        <Everybody chat={chat} hasMembers={hasMembers} show={show} />
      ) : (
        <FoundPeopleList
          chat={chat}
          room={room}
          wanted={q}
          onPerson={(person) => show({ person })}
        />
      )}
    </Dialog>
  );
}

/** Those who belong to the room, a page at a time, and others who are there: those who moderate, and up to a hundred more. */
function Everybody({ chat, hasMembers, show }: Omit<Props, "onClose"> & { hasMembers: boolean }) {
  const { say } = useAllWords();
  const [members, know] = useState<readonly Member[]>([]);
  const room = chat.room.value;
  const { count, people } = room.people.value;
  const belonging = new Set(members.map(({ from }) => from));
  // Members who moderate begin the list of members.
  const first = useModerators(chat, room).filter(({ rank }) => !rank);
  const here = new Map([...first, ...people].map((person) => [person.from, person]));
  const others = [...here.values()].filter(({ from }) => !belonging.has(from));
  const known = useKnown(chat, room.name, others);
  const shared = namesakes([...members, ...others]);
  return (
    <>
      {hasMembers && (
        <MemberList
          chat={chat}
          room={room.name}
          rank={ownRankIn(room, chat)}
          here={room.people}
          shared={shared}
          onPerson={(person) => show({ person })}
          onRead={know}
        />
      )}
      {hasMembers && others.length > 0 && <h3>{say("alsoHere")}</h3>}
      <ul class="people">
        {others.map((person) => (
          <PersonLine
            key={person.from}
            person={{ ...known.get(person.from), ...person }}
            chat={chat}
            isHere={!hasMembers}
            isShared={shared.has(person.from)}
            mayModerate={mayKeepOrder(chat, room)}
            onPerson={() => show({ person })}
          />
        ))}
      </ul>
      {count > here.size && (
        <p class="note">
          <ChangingText of={say("more", { count: count - here.size })} />
        </p>
      )}
    </>
  );
}
