import { useEffect, useRef, useState } from "preact/hooks";
import { SERVER_ROOM } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import type { OpenDialog } from "../dialogs/open-dialog";
import { titleOf } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import { CheckField } from "../rooms/check-field";
import { Confirmation } from "../rooms/question";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { forgetIdentity } from "./forget-identity";
import { ownedAlone } from "./last-owner";

interface Props {
  chat: Chat;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** The person leaves for good, with or without what they have said (P36). A last owner reads what to do before. */
export function EraseDialog({ chat, show, onClose }: Props) {
  const { say } = useAllWords();
  const [messages, choose] = useState(false);
  const [isAsked, ask] = useState(false);
  const [alone, learn] = useState<readonly string[]>([]);
  const { isBusy, fault, run } = useRequest();
  const erase = async () => {
    const erased = await run(() => chat.requests.ask("erase", { messages }));
    if (erased) return forgetIdentity();
    learn(await ownedAlone(chat).catch(() => []));
    ask(false);
  };
  return (
    <Dialog title={say("erase")} onClose={onClose}>
      <p>{say("eraseText")}</p>
      <CheckField label={say("eraseMessages")} isChecked={messages} onChange={choose} />
      {alone.length > 0 && !isAsked ? <LastOwner chat={chat} rooms={alone} show={show} /> : fault}
      <div class="buttons">
        <button type="button" class="forget" onClick={() => ask(true)}>
          {say("erase")}
        </button>
      </div>
      {isAsked && (
        <Confirmation
          yes={say("eraseYes")}
          isBusy={isBusy}
          onYes={() => void erase()}
          onNo={() => ask(false)}
        >
          {say(messages ? "eraseAskAll" : "eraseAsk")}
        </Confirmation>
      )}
    </Dialog>
  );
}

/** Where the person is the only owner, with a way to each. */
function LastOwner({ chat, rooms, show }: Omit<Props, "onClose"> & { rooms: readonly string[] }) {
  const { say } = useAllWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  const open = (room: string) => {
    if (room === SERVER_ROOM) return show("server");
    chat.open({ room });
    show("room");
  };
  const title = (room: string) => {
    const { title: named } =
      chat.rooms.value.find(({ name }) => name === room)?.profile.value ?? {};
    return room === SERVER_ROOM ? say("server") : titleOf({ room, title: named }, say);
  };
  return (
    <div class="question" role="alert" ref={box}>
      <p>{say("eraseLast")}</p>
      <div class="buttons">
        {rooms.map((room) => (
          <button key={room} type="button" onClick={() => open(room)}>
            <bdi>{title(room)}</bdi>
          </button>
        ))}
      </div>
    </div>
  );
}
