import type { AnyKey } from "../languages/languages";
import { Dialog } from "./dialog";
import { useAllWords } from "../languages/later-words";

const SHORTCUTS = [
  ["Enter", "key_send"],
  ["Ctrl Enter", "key_send"],
  ["Shift Enter", "key_line"],
  ["↑", "key_recall"],
  ["Tab", "key_complete"],
  ["/", "key_write"],
  ["Esc", "key_end"],
  ["↑ ↓", "key_move"],
  ["Alt ↑ ↓", "key_rooms"],
  ["?", "key_help"],
] as const;

/** On a message that has the focus. */
const ON_A_MESSAGE = [
  ["e", "edit"],
  ["r", "reply"],
  ["+", "addReaction"],
  ["Delete", "delete"],
  ["u", "markUnread"],
  ["m", "key_moderate"],
  ["Enter", "moreActions"],
] as const;

/** The list of keyboard shortcuts. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { say } = useAllWords();
  return (
    <Dialog title={say("shortcuts")} onClose={onClose}>
      <Keys of={SHORTCUTS} />
      <p>{say("key_message")}</p>
      <Keys of={ON_A_MESSAGE} />
    </Dialog>
  );
}

function Keys({ of: shortcuts }: { of: readonly (readonly [keys: string, does: AnyKey])[] }) {
  const { say } = useAllWords();
  return (
    <dl class="shortcuts">
      {shortcuts.map(([keys, does]) => (
        <div key={keys}>
          <dt dir="ltr">
            {keys.split(" ").map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{say(does)}</dd>
        </div>
      ))}
    </dl>
  );
}
