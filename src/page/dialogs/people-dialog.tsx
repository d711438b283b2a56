import type { Chat } from "../state/chat";
import { Dialog } from "./dialog";
import { ChangingText } from "../elements/changing-text";
import { Portrait } from "../elements/portrait";
import { useWords } from "../languages/words-context";

/** The people in the room. */
export function PeopleDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { say } = useWords();
  const { count, people } = chat.room.value.people.value;
  return (
    <Dialog title={say("people")} onClose={onClose}>
      <ul class="people">
        {people.map(({ from, name }) => (
          <li key={from}>
            <Portrait from={from} />
            <bdi translate={false} title={name}>
              {name || "…"}
            </bdi>
            {from === chat.me.value && <span class="note">{say("you")}</span>}
          </li>
        ))}
      </ul>
      {count > people.length && (
        <p class="note">
          <ChangingText of={say("more", { count: count - people.length })} />
        </p>
      )}
    </Dialog>
  );
}
