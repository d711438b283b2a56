import type { Chat } from "../state/chat";
import { controls } from "../lazy/lazy-controls";
import type { Outgoing } from "../../client/outbox";
import { isStuck, type Room } from "../state/room";
import { FileFrames } from "../files/file-frames";
import { filesModule } from "../files/lazy-files";
import { AnswerLine } from "../answers/answer-line";
import { ChangingText } from "../elements/changing-text";
import { WithModule } from "../lazy/with-module";
import { MessageText } from "./message-text";
import { useWords } from "../languages/words-context";

export interface UnsentProps {
  one: Outgoing;
  chat: Chat;
  room: Room;
  /** Puts the text into the box. */
  onEdit: (txt: string) => void;
}

/** An own message that the server has not acknowledged. */
export function UnsentLine({ one, chat, room, onEdit }: UnsentProps) {
  const { re, state } = one;
  const isOwn = state !== "foreign";
  return (
    <li class="line mine starts unsent" data-state={isOwn ? state : "failed"}>
      <div class="bubble">
        <p class="who">
          <bdi class="whose" translate={false}>
            {one.name}
          </bdi>
          <span class="state">
            <State of={one} />
          </span>
        </p>
        {re !== undefined && (
          <AnswerLine
            room={room}
            re={re}
            onFollow={() => void room.goTo({ is: "message", seq: re })}
          />
        )}
        {(one.txt !== "" || !one.files) && <MessageText txt={one.txt} />}
        {one.files && (
          <>
            <FileFrames files={one.files}>
              {({ UnsentFileLine }, file) => <UnsentFileLine file={file} />}
            </FileFrames>
            <WithModule module={filesModule}>
              {({ UploadLine }) => <UploadLine one={one} chat={chat} />}
            </WithModule>
          </>
        )}
        {isStuck(state) && (
          <WithModule module={controls}>
            {({ UnsentActions }) => <UnsentActions {...{ one, chat, room, onEdit }} />}
          </WithModule>
        )}
        {(state === "queued" || state === "uploading") && (
          <WithModule module={controls}>
            {({ QueuedActions }) => <QueuedActions {...{ one, chat, room, onEdit }} />}
          </WithModule>
        )}
      </div>
    </li>
  );
}

const STATES = {
  queued: "queued",
  sending: "sending",
  uploading: "sending",
  stopped: "notSent",
  lost: "notSent",
} as const;

function State({ of: one }: { of: Outgoing }) {
  const { say } = useWords();
  if (one.state === "failed" || one.state === "foreign" || (one.state === "queued" && one.error))
    return (
      <WithModule module={controls} fallback={say("notSent")}>
        {({ WhyUnsent }) => <WhyUnsent of={one} />}
      </WithModule>
    );
  return <ChangingText of={say(STATES[one.state])} />;
}
