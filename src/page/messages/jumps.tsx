import { focusMessages } from "../browser/focus";
import { ChangingText } from "../elements/changing-text";
import { LaterIcon } from "../elements/later-icons";
import { useWords } from "../languages/words-context";
import type { Room } from "../state/room";
import type { Scroll } from "./scroll";

interface Props {
  room: Room;
  scroll: Scroll;
  isEmpty: boolean;
}

/** The buttons over the list: back from an answered message to its answer, and to the newest message. */
export function Jumps({ room, scroll, isEmpty }: Props) {
  const { say, number } = useWords();
  const { hasNewer, unread } = room;
  const isAway = !isEmpty && (!scroll.isAtEnd.value || hasNewer.value);
  const toNewest = () => {
    scroll.forgetAnswers();
    void room.goTo({ is: "end" });
    focusMessages();
  };
  return (
    <div class="jumps">
      {scroll.answers.value.length > 0 && (
        <button type="button" class="back" onClick={() => scroll.back()}>
          <LaterIcon is="reply" />
          <span>{say("back")}</span>
        </button>
      )}
      {isAway && (
        <button type="button" class="newest" onClick={toNewest}>
          <LaterIcon is="down" />
          <span class="unseen">{say("toNewest")}</span>
          {unread.value > 0 && (
            <>
              <span aria-hidden="true">
                <ChangingText of={number(unread.value)} />
              </span>
              <span class="unseen">
                <ChangingText of={say("newest", { count: unread.value })} />
              </span>
            </>
          )}
        </button>
      )}
    </div>
  );
}
