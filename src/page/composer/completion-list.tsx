import type { Person } from "../../protocol";
import type { Chat } from "../state/chat";
import { completionOf } from "./completion";
import type { Room } from "../state/room";
import type { CompletionChoice } from "./completion-choice";
import { Portrait } from "../elements/portrait";
import { useWords } from "../languages/words-context";

const LIST = "offer";
const idOf = ({ from }: Person): string => `${LIST}-${from}`;

/** The people that an `@` may mean. */
export interface OfferedNames {
  people: readonly Person[];
  /** Where the `@` is. */
  start: number;
  active: Person;
  /** Attributes of the box, which name the open list and its active entry. */
  attributes: { "aria-controls": string; "aria-activedescendant": string };
  /** What a key does in the list; undefined for keys of the box. `take` puts a name into the text. */
  act: (key: string, take: (name: string) => void) => (() => void) | undefined;
}

interface Asked {
  /** The text up to the caret. */
  before: string;
  chat: Chat;
  room: Room;
  choice: CompletionChoice;
  choose: (choice: CompletionChoice) => void;
}

/** The people that an `@` at the end of `before` may mean. A choice for another text is ignored. */
export function offeredBy({ before, chat, room, choice, choose }: Asked): OfferedNames | undefined {
  const completion = completionOf(before, others(chat, room));
  const { at, is } = choice.before === before ? choice : { at: 0, is: "offered" };
  const active = completion?.people[at] ?? completion?.people[0];
  if (!completion || !active || is === "dismissed") return undefined;
  const { length } = completion.people;
  const move = (step: 1 | -1) => () =>
    choose({ before, at: (at + step + length) % length, is: "chosen" });
  return {
    ...completion,
    active,
    attributes: { "aria-controls": LIST, "aria-activedescendant": idOf(active) },
    act(key, take) {
      if (key === "ArrowDown") return move(1);
      if (key === "ArrowUp") return move(-1);
      if (key === "Escape") return () => choose({ before, at: 0, is: "dismissed" });
      // Enter takes the name only if the person has moved to it with the arrows, and else sends the text.
      const isTaken = key === "Tab" || (key === "Enter" && is === "chosen");
      return isTaken ? () => take(active.name) : undefined;
    },
  };
}

function others(chat: Chat, room: Room): Person[] {
  const all = [...room.found.value, ...room.people.value.people];
  // Presence comes last, since it has the newer names.
  const people = new Map(all.map((person) => [person.from, person]));
  return [...people.values()].filter(({ from, name }) => from !== chat.me.value && name !== "");
}

/** The list of people that the `@` may mean. The focus stays in the box. */
export function CompletionList({
  offered,
  onChoose,
}: {
  offered: OfferedNames;
  onChoose: (name: string) => void;
}) {
  const { say } = useWords();
  return (
    <ul class="completion" id={LIST} role="listbox" aria-label={say("people")}>
      {offered.people.map((person) => (
        <li
          key={person.from}
          id={idOf(person)}
          role="option"
          aria-selected={person === offered.active}
          // Otherwise the box would lose the focus, and a phone would close its keyboard.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(person.name)}
        >
          <Portrait from={person.from} />
          <bdi translate={false} title={person.name}>
            {person.name}
          </bdi>
        </li>
      ))}
    </ul>
  );
}
