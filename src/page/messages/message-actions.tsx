import type { Message } from "../../protocol";
import { pathOf } from "../browser/address";
import { useCopy } from "../elements/use-copy";
import { ChangingText } from "../elements/changing-text";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";

interface Props {
  message: Message;
  onMention: (name: string) => void;
}

/** The buttons beside a message. */
export function MessageActions({ message, onMention }: Props) {
  const { say } = useWords();
  const { told, copy } = useCopy();
  const { txt, name } = message;
  const link = location.origin + pathOf(message);
  const actions = [
    ["copy", say("copyText"), () => copy(txt)],
    ["link", say("copyLink"), () => copy(link)],
    ["mention", say("mention", { name }), () => onMention(name)],
  ] as const;
  return (
    <div class="actions">
      {actions.map(([icon, label, act]) => (
        <button
          key={icon}
          type="button"
          class="quiet"
          aria-label={label}
          title={label}
          onClick={act}
        >
          <Icon is={icon} />
        </button>
      ))}
      <span role="status">{told && <ChangingText of={say(told)} />}</span>
    </div>
  );
}
