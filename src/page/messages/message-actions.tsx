import type { ShownMessage } from "../../client/wishes";
import { useWords } from "../languages/words-context";
import { ActionButton } from "./action-button";
import type { MessageActs } from "./acts";

interface Props {
  message: ShownMessage;
  isMine: boolean;
  acts: MessageActs;
}

/** The small bar beside a message; everything else is behind its last button. */
export function MessageActions({ message, isMine, acts }: Props) {
  const { say } = useWords();
  const show = (view: "emoji" | "menu") => (event: { currentTarget: Element }) =>
    acts.show(view, message, event.currentTarget);
  const own = ["edit", say("edit"), () => acts.edit(message)] as const;
  const others = ["reply", say("reply"), () => acts.answer(message)] as const;
  const more = ["more", say("moreActions"), show("menu")] as const;
  const writing = [["react", say("addReaction"), show("emoji")], isMine ? own : others] as const;
  const actions = acts.mayWrite() ? [...writing, more] : [more];
  return (
    <div class="actions">
      {actions.map(([icon, label, act]) => (
        <ActionButton
          key={icon}
          icon={icon}
          label={label}
          opens={icon === "react" || icon === "more"}
          onClick={act}
        />
      ))}
    </div>
  );
}
