import type { Message } from "../../protocol";
import { pathOf } from "../browser/address";
import { useCopying } from "../elements/use-copy";
import { Fresh } from "../elements/changing-text";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";

interface Props {
  message: Message;
  mention: (name: string) => void;
}

/** The buttons beside a message. */
export function Actions({ message, mention }: Props) {
  const { say } = useWords();
  const { told, copy } = useCopying();
  const { txt, name } = message;
  const link = location.origin + pathOf(message);
  const actions = [
    ["copy", say("copyText"), () => copy(txt)],
    ["link", say("copyLink"), () => copy(link)],
    ["mention", say("mention", { name }), () => mention(name)],
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
      <span role="status">{told && <Fresh of={say(told)} />}</span>
    </div>
  );
}
