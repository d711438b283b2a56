import { leaving } from "../browser/focus";
import { ActionButton } from "./action-button";
import { editOf } from "../state/purpose";
import { useCopy } from "../elements/use-copy";
import type { UnsentProps } from "./unsent-line";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { useWords } from "../languages/words-context";

/** The action of a button that removes a message, which may be in the box to be edited. */
function removing({ purpose }: UnsentProps["room"], id: string, remove: () => void) {
  return leaving(() => {
    if (purpose.value?.is === "edit" && purpose.value.message.id === id) purpose.value = undefined;
    remove();
  });
}

/** The buttons of a message that is not sent without the person: send again, edit, copy, discard. */
export function UnsentActions(props: UnsentProps) {
  return (
    <WithAllWords>
      <Buttons {...props} />
    </WithAllWords>
  );
}

function Buttons({ one, chat, room, onEdit }: UnsentProps) {
  const { say } = useAllWords();
  const { told, copy } = useCopy();
  const { id, txt, files, state } = one;
  const edit = () => {
    if (state === "foreign") {
      // It becomes a new one: it belongs to another identity.
      chat.discard(id);
      onEdit(txt);
    } else room.purpose.value = editOf(one);
  };
  const again = state === "foreign" ? say("sendAs", { name: chat.name.value }) : say("retry");
  const all = [
    [again, leaving(() => chat.retry(id))],
    [say("edit"), edit],
    [say(told ?? "copyText"), () => copy(txt)],
    [say("discard"), removing(room, id, () => chat.discard(id))],
  ] as const;
  // A text without its files, or no text at all, is nothing to take into the box or onto the clipboard.
  const ways = all.filter(
    ([, act], n) =>
      n === 0 || n === 3 || (txt !== "" && (act !== edit || !files || state !== "foreign")),
  );
  return (
    <div class="buttons">
      {ways.map(([label, act], n) => (
        <button key={n} type="button" onClick={act}>
          {label}
        </button>
      ))}
    </div>
  );
}

/** The small bar of a message that waits to be sent. */
export function QueuedActions({ one, chat, room }: UnsentProps) {
  const { say } = useWords();
  const ways = [
    ["edit", say("edit"), () => (room.purpose.value = editOf(one))],
    ["delete", say("delete"), removing(room, one.id, () => chat.change(one, { kind: "remove" }))],
  ] as const;
  return (
    <div class="actions queued">
      {ways.map(([icon, label, act]) => (
        <ActionButton key={icon} icon={icon} label={label} onClick={act} />
      ))}
    </div>
  );
}
