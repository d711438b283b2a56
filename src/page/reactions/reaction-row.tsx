import { useState } from "preact/hooks";
import type { ShownMessage } from "../../client/wishes";
import { controls } from "../lazy/lazy-controls";
import { WithModule } from "../lazy/with-module";
import { ChangingText } from "../elements/changing-text";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";
import type { MessageActs } from "../messages/acts";
import type { Chat } from "../state/chat";

interface Props {
  message: ShownMessage;
  chat: Chat;
  acts: MessageActs;
}

/** The reactions to a message. Pressing one gives it, or takes it back. */
export function ReactionRow({ message, chat, acts }: Props) {
  const { say, number } = useWords();
  const [pointed, point] = useState<string | undefined>(undefined);
  const shown = message.reactions?.find(({ emoji }) => emoji === pointed);
  const mayWrite = acts.mayWrite();
  const hide = () => point(undefined);
  return (
    <div class="reactions" role="group" aria-label={say("reactions")} onPointerLeave={hide}>
      {message.reactions?.map((one) => (
        <button
          key={one.emoji}
          type="button"
          class="reaction"
          aria-pressed={one.mine === true}
          aria-label={say("reacted", { emoji: one.emoji, count: one.count })}
          aria-describedby={pointed === one.emoji ? "reactors" : undefined}
          data-emoji={one.emoji}
          aria-disabled={!mayWrite}
          onClick={() => mayWrite && acts.react(message, one.emoji)}
          onPointerEnter={({ pointerType }) => pointerType === "mouse" && point(one.emoji)}
          onFocus={() => point(one.emoji)}
          onBlur={hide}
        >
          <span class="one-emoji">{one.emoji}</span>
          <ChangingText of={number(one.count)} />
        </button>
      ))}
      {mayWrite && (
        <button
          type="button"
          class="reaction"
          aria-label={say("addReaction")}
          title={say("addReaction")}
          aria-haspopup="dialog"
          onClick={({ currentTarget }) => acts.show("emoji", message, currentTarget)}
        >
          <Icon is="react" />
        </button>
      )}
      {shown && (
        <WithModule module={controls}>
          {({ WhoReacted }) => <WhoReacted reaction={shown} message={message} chat={chat} />}
        </WithModule>
      )}
    </div>
  );
}
