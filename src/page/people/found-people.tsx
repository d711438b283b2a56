import { useEffect, useState } from "preact/hooks";
import type { FoundPerson } from "../../protocol";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import { PersonLine } from "../rooms/person-line";
import type { Chat } from "../state/chat";
import { namesakes } from "../state/namesakes";
import type { Room } from "../state/room";

/** Milliseconds from a letter to asking the server. */
const ASKED_AFTER = 200;

interface Props {
  chat: Chat;
  room: Room;
  /** The beginning of the names that are searched for. */
  wanted: string;
  onPerson: (person: FoundPerson) => void;
}

/** People of a room by the beginning of their names: those who are there, and those who belong, however many there are (P25). */
export function FoundPeopleList({ chat, room, wanted, onPerson }: Props) {
  const { say } = useAllWords();
  const [found, find] = useState<readonly FoundPerson[] | undefined>(undefined);
  useEffect(() => {
    let isLast = true;
    const ask = async () => {
      const people = await chat.requests.people({ room: room.name, q: wanted }).catch(() => []);
      if (isLast) find(people);
    };
    const timer = setTimeout(() => void ask(), ASKED_AFTER);
    return () => {
      isLast = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  const here = new Set(room.people.value.people.map(({ from }) => from));
  const shared = namesakes(found ?? []);
  return (
    <>
      <ul class="people">
        {found?.map((person) => (
          <PersonLine
            key={person.from}
            person={person}
            chat={chat}
            isHere={here.has(person.from)}
            isShared={shared.has(person.from)}
            onPerson={() => onPerson(person)}
          />
        ))}
      </ul>
      <p class="note" role="status">
        {found?.length === 0 && <ChangingText of={say("noPeople")} />}
      </p>
    </>
  );
}
