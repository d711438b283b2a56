import type { Person } from "../../protocol";
import type { Chat } from "../state/chat";
import { completionOf } from "./completion";
import type { Room } from "../state/room";
import type { CompletionChoice } from "./completion-choice";
import { Portrait } from "../elements/portrait";
import { useWords } from "../languages/words-context";
import { shownLabel } from "../text/label";

const LIST = "offer";
const idOf = ({ from }: Person): string => `${LIST}-${from}`;

/** The people that an `@` may mean. */
export interface OfferedNames {
  people: readonly Person[];
  active: Person;
  /** Attributes of the box, which name the open list and its active entry. */
  attributes: { "aria-controls": string; "aria-activedescendant": string };
  /** Puts a name into the text. */
  take: (name: string) => void;
  /** Lets the open list handle a key. Returns whether it did. */
  handles: (event: KeyboardEvent) => boolean;
}

interface Asked {
  /** The text up to the caret. */
  before: string;
  after: string;
  chat: Chat;
  room: Room;
  choice: CompletionChoice | undefined;
  choose: (choice: CompletionChoice) => void;
  /** Takes the text with a name, and where the caret is then. */
  complete: (text: string, caret: number) => void;
}

type Choice = Pick<CompletionChoice, "at" | "is"> & { count: number };

/** The people that an `@` at the end of `before` may mean. A choice for another text is ignored. */
export function offeredBy(asked: Asked): OfferedNames | undefined {
  const { before, after, chat, room, choice, complete } = asked;
  const completion = completionOf(before, others(chat, room));
  const { at, is } = choice?.before === before ? choice : { at: 0, is: "offered" as const };
  const active = completion?.people[at] ?? completion?.people[0];
  if (!completion || !active || is === "dismissed") return undefined;
  const { start, people } = completion;
  const take = (name: string) => {
    const text = `${before.slice(0, start)}@${name} `;
    complete(text + after, text.length);
  };
  return {
    people,
    active,
    attributes: { "aria-controls": LIST, "aria-activedescendant": idOf(active) },
    take,
    handles(event) {
      const act = actOf(event, { ...asked, at, is, count: people.length }, () => take(active.name));
      if (!act) return false;
      event.preventDefault();
      // Otherwise Escape would also jump to the newest message.
      event.stopPropagation();
      act();
      return true;
    },
  };
}

/** What a key does in the list; undefined for keys of the box. */
function actOf(
  { key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent,
  { before, at, is, count, choose }: Pick<Asked, "before" | "choose"> & Choice,
  take: () => void,
): (() => void) | undefined {
  if (shiftKey || altKey || ctrlKey || metaKey) return undefined;
  const move = (step: 1 | -1) => () =>
    choose({ before, at: (at + step + count) % count, is: "chosen" });
  if (key === "ArrowDown") return move(1);
  if (key === "ArrowUp") return move(-1);
  if (key === "Escape") return () => choose({ before, at: 0, is: "dismissed" });
  // Enter takes the name only if the person has moved to it with the arrows, and else sends the text.
  const isTaken = key === "Tab" || (key === "Enter" && is === "chosen");
  return isTaken ? take : undefined;
}

function others(chat: Chat, room: Room): Person[] {
  const all = [...room.found.value, ...room.people.value.people];
  // Presence comes last, since it has the newer names.
  const people = new Map(all.map((person) => [person.from, person]));
  return [...people.values()].filter(({ from, name }) => from !== chat.me.value && name !== "");
}

/** The list of people that the `@` may mean. The focus stays in the box. */
export function CompletionList({ offered }: { offered: OfferedNames }) {
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
          onClick={() => offered.take(person.name)}
        >
          <Portrait from={person.from} />
          <bdi translate={false} title={person.name}>
            {shownLabel(person.name)}
          </bdi>
        </li>
      ))}
    </ul>
  );
}
