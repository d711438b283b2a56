import { useState } from "preact/hooks";
import { isAtLeast } from "../../protocol";
import type { OpenDialog } from "../dialogs/open-dialog";
import { roomTitle } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { Question } from "./question";
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
  const { rank, kind } = room.profile.value;
  const title = roomTitle(room, say);
  const leave = async (how: "quit" | "dissolve") => {
    if (await run(() => chat.own.leave(room.name, how))) onClose();
    else ask(undefined);
  };

  if (asked)
    return (
      <Question
        yes={say(asked === "quit" ? "leave" : "dissolveYes")}
        isBusy={isBusy}
        onYes={() => void leave(asked)}
        onNo={() => ask(undefined)}
      >
        {asked === "dissolve"
          ? say("dissolveAsk", { room: title })
          : say(kind === "open" ? "leaveAsk_open" : "leaveAsk_closed", { room: title })}
      </Question>
    );
  const isLastOwner = rank === "owner" && refusal?.code === "forbidden";
  return (
    <>
      {isLastOwner ? (
        <div class="question" role="alert">
          <p>{say("lastOwner")}</p>
          <div class="buttons">
            <button type="button" class="main" onClick={() => show("people")}>
              {say("chooseOwner")}
            </button>
          </div>
        </div>
      ) : (
        fault
      )}
      <div class="buttons">
        <button type="button" class="forget" onClick={() => ask("quit")}>
          {say("leave")}
        </button>
        {isAtLeast(rank, "owner") && (
          <button type="button" class="forget" onClick={() => ask("dissolve")}>
            {say("dissolve")}
          </button>
        )}
      </div>
    </>
  );
}
