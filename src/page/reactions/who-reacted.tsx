import { useEffect, useState } from "preact/hooks";
import type { Person, Reaction } from "../../protocol";
import type { ShownMessage } from "../../client/wishes";
import { ChangingText } from "../elements/changing-text";
import { useWords } from "../languages/words-context";
import type { Chat } from "../state/chat";
import { reactorsOf } from "./reactors";

/** Names that are shown beside a reaction; the others are counted. */
const NAMED = 12;

interface Props {
  reaction: Reaction;
  message: ShownMessage;
  chat: Chat;
}

/** Who has reacted, above the reaction that is pointed at. */
export function WhoReacted({ reaction, message, chat }: Props) {
  const { say, list } = useWords();
  const people = useReactors({ reaction, message, chat });
  const names = people
    .map(({ from, name }) => (from === chat.me.value ? say("you") : name))
    .filter((name) => name !== "")
    .slice(0, NAMED);
  const others = reaction.count - names.length;
  const all = others > 0 ? [...names, say("more", { count: others })] : names;
  return (
    <span class="reactors" id="reactors" role="tooltip">
      {names.length > 0 && <ChangingText of={others > 0 ? all.join(" ") : list(names)} />}
    </span>
  );
}

/** The people who reacted, as far as they are known; all of them once the server has answered. */
export function useReactors({ reaction, message, chat }: Props): readonly Person[] {
  const [people, learn] = useState<readonly Person[]>([]);
  useEffect(() => {
    let isWanted = true;
    const take = (found: readonly Person[]) => isWanted && learn(found);
    reactorsOf({ reaction, message, chat }, take);
    return () => {
      isWanted = false;
    };
  }, [reaction.emoji, reaction.count, reaction.from.join(" ")]);
  return people;
}
