import { pathOf } from "../browser/address";
import { useCopy } from "../elements/use-copy";
import { ChangingText } from "../elements/changing-text";
import { type IconName, LaterIcon } from "../elements/later-icons";
import { useAllWords } from "../languages/later-words";
import type { ShownMessage } from "../../client/wishes";
import { mayActOn, mayKeepOrder, placesFor } from "../order/may";
import { useRanks } from "../order/ranks";
import type { Chat } from "../state/chat";
import type { MessageActs, MessageView } from "./acts";

interface Props {
  message: ShownMessage;
  chat: Chat;
  isMine: boolean;
  acts: MessageActs;
  show: (view: MessageView) => void;
  onClose: () => void;
}

type Way = [icon: IconName, label: string, act: () => void];

/** Everything that the person can do to a message, by name. */
export function MessageMenu({ message, chat, isMine, acts, show, onClose }: Props) {
  const { say } = useAllWords();
  const { told, copy } = useCopy();
  const { txt, name, reactions } = message;
  const room = chat.room.value;
  const keepsOrder = !isMine && mayKeepOrder(chat, room);
  const { ranks } = useRanks(chat, room, keepsOrder);
  const mayRemove = mayActOn(chat, room, message.from, ranks);
  const mayAct = keepsOrder && placesFor(chat, room, message.from, ranks).length > 0;
  const closing = (act: () => void) => () => {
    onClose();
    act();
  };
  const own: Way[] = [["edit", say("edit"), closing(() => acts.edit(message))]];
  const others: Way[] = [["mention", say("mention", { name }), closing(() => acts.mention(name))]];
  const writing: Way[] = [
    ["reply", say("reply"), closing(() => acts.answer(message))],
    ...(isMine ? own : others),
  ];
  const who: Way = mayAct
    ? ["shield", say("moderate", { name }), () => show("person")]
    : ["person", say("profile", { name }), () => show("person")];
  const ways: Way[] = [
    ...(acts.mayWrite() ? writing : []),
    ["copy", say("copyText"), () => copy(txt)],
    ["link", say("copyLink"), () => copy(location.origin + pathOf(message))],
    ...(reactions ? [["people", say("reactions"), () => show("reactors")] satisfies Way] : []),
    ...(isMine ? [] : [["flag", say("report"), () => show("report")] satisfies Way]),
    ["unread", say("markUnread"), closing(() => room.unsee(message.seq))],
    ...(isMine ? [] : [who]),
    ...(isMine || mayRemove ? [["delete", say("delete"), () => show("remove")] satisfies Way] : []),
  ];
  return (
    <>
      <ul class="ways">
        {ways.map(([icon, label, act]) => (
          <li key={icon}>
            <button type="button" class={`quiet ${icon}`} onClick={act}>
              <LaterIcon is={icon} flips={icon === "reply"} />
              {label}
            </button>
          </li>
        ))}
      </ul>
      <p class="note" role="status">
        {told && <ChangingText of={say(told)} />}
      </p>
    </>
  );
}
