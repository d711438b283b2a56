import { useEffect } from "preact/hooks";
import { FIXED_LIMITS, isLonger } from "../../protocol";
import { ChangingText } from "../elements/changing-text";
import { useAllWords, WithAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { findPeople } from "../state/find-people";
import type { Room } from "../state/room";
import { nameBeingTyped } from "./completion";
import { shownLabel } from "../text/label";
import type { OfferedNames } from "./completion-list";

/** Milliseconds from a letter of a name to asking the server for people. */
const ASKED_AFTER = 150;

interface Props {
  chat: Chat;
  room: Room;
  /** The text up to the caret. */
  written: string;
  offered: OfferedNames | undefined;
}

/** Asks the server for people whose name is being typed, and says to a screen reader whose names are offered. */
export function FoundNames({ chat, room, written, offered }: Props) {
  const begun = nameBeingTyped(written)?.begun;
  useEffect(() => {
    if (begun === undefined || isLonger(begun, FIXED_LIMITS.name)) return;
    const find = () => void findPeople(room, begun, chat.requests);
    const timer = setTimeout(find, ASKED_AFTER);
    return () => clearTimeout(timer);
  }, [begun]);
  return (
    <span class="unseen" role="status">
      {offered && (
        <WithAllWords>
          <Names of={offered} />
        </WithAllWords>
      )}
    </span>
  );
}

function Names({ of: { people } }: { of: OfferedNames }) {
  const { say, list } = useAllWords();
  const names = list(people.map(({ name }) => shownLabel(name)));
  return <ChangingText of={`${say("key_complete")}: ${names}`} />;
}
