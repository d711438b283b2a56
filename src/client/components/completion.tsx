import { useState } from "preact/hooks";
import type { Person } from "../../protocol/protocol";
import { type Completion, completionOf } from "../mentions";
import { Portrait } from "./portrait";
import { useWords } from "./words";

/** The list's id, which the box that it belongs to names. */
export const OFFER = "offer";

/** The id of the person in the list that Tab takes. */
export const idOf = ({ from }: Person): string => `${OFFER}-${from}`;

export interface Offered extends Completion {
  active: Person;
  /** Whether one has gone to that person oneself: then Enter means them, and not the text. */
  isChosen: boolean;
  move: (step: 1 | -1) => void;
  dismiss: () => void;
}

interface Choice {
  before: string;
  at: number;
  is: "offered" | "chosen" | "dismissed";
}

/** Whom an `@` may mean at the end of `before`; with another text, the choice begins anew. */
export function useCompletion(before: string, people: readonly Person[]): Offered | undefined {
  const [last, choose] = useState<Choice>({ before, at: 0, is: "offered" });
  const choice: Choice = last.before === before ? last : { before, at: 0, is: "offered" };
  const completion = completionOf(before, people);
  const active = completion?.people[choice.at] ?? completion?.people[0];
  if (!completion || !active || choice.is === "dismissed") return undefined;
  const { length } = completion.people;
  return {
    ...completion,
    active,
    isChosen: choice.is === "chosen",
    move: (step) => choose({ before, at: (choice.at + step + length) % length, is: "chosen" }),
    dismiss: () => choose({ before, at: 0, is: "dismissed" }),
  };
}

/** The list of those whom the `@` may mean. The focus stays in the box. */
export function Offer({ offered, taken }: { offered: Offered; taken: (name: string) => void }) {
  const { say } = useWords();
  return (
    <ul class="completion" id={OFFER} role="listbox" aria-label={say("people")}>
      {offered.people.map((person) => (
        <li
          key={person.from}
          id={idOf(person)}
          role="option"
          aria-selected={person === offered.active}
          // The box would lose the focus, and a phone its keyboard.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => taken(person.name)}
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
