import { useEffect, useRef, useState } from "preact/hooks";
import type { OpenDialog } from "../dialogs/open-dialog";
import { roomTitle } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { ownRankIn } from "../state/rights";
import type { Room } from "../state/room";
import { Confirmation } from "./question";
import { useRequest } from "./use-request";

interface Props {
  chat: Chat;
  room: Room;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** Leaving a room that is the person's, or deleting it: each after a question. The last owner reads what to do instead. */
export function Leaving({ chat, room, show, onClose }: Props) {
  const { say } = useAllWords();
  const [asked, ask] = useState<"quit" | "dissolve" | undefined>(undefined);
  const { isBusy, refusal, fault, run } = useRequest();
  const { rank } = room.profile.value;
  const title = roomTitle(room, say);
  const leave = async (how: "quit" | "dissolve") => {
    if (await run(() => chat.own.leave(room.name, how))) onClose();
    else ask(undefined);
  };

  const isLastOwner = rank === "owner" && refusal?.code === "forbidden";
  return (
    <>
      {isLastOwner && !asked ? <LastOwner show={show} /> : fault}
      <div class="buttons">
        <button type="button" class="forget" onClick={() => ask("quit")}>
          {say("leave")}
        </button>
        {ownRankIn(room, chat) === "owner" && (
          <button type="button" class="forget" onClick={() => ask("dissolve")}>
            {say("dissolve")}
          </button>
        )}
      </div>
      {asked && (
        <Confirmation
          key={asked}
          yes={say(asked === "quit" ? "leave" : "dissolveYes")}
          isBusy={isBusy}
          onYes={() => void leave(asked)}
          onNo={() => ask(undefined)}
        >
          {asked === "dissolve"
            ? say("dissolveAsk", { room: title })
            : say(room.isClosed ? "leaveAsk_closed" : "leaveAsk_open", { room: title })}
        </Confirmation>
      )}
    </>
  );
}

/** What the last owner has to do before leaving. */
function LastOwner({ show }: Pick<Props, "show">) {
  const { say } = useAllWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div class="question" role="alert" ref={box}>
      <p>{say("lastOwner")}</p>
      <div class="buttons">
        <button type="button" class="main" onClick={() => show("people")}>
          {say("chooseOwner")}
        </button>
      </div>
    </div>
  );
}
