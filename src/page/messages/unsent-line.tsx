import { useMemo } from "preact/hooks";
import type { Chat } from "../state/chat";
import { controls } from "../lazy/lazy-controls";
import type { Outgoing } from "../../client/outbox";
import { RETRY_AFTER } from "../../client/outbox-parts";
import { isStuck, type Room } from "../state/room";
import { FileFrames } from "../files/file-frames";
import { filesModule } from "../files/lazy-files";
import { AnswerLine } from "../answers/answer-line";
import { ChangingText } from "../elements/changing-text";
import { WithModule } from "../lazy/with-module";
import { MessageText } from "./message-text";
import { Countdown } from "../header/status-line";
import { whyRefused, whyText } from "../elements/why";
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
  const words = useWords();
  const { say } = words;
  const error = one.state === "queued" || one.state === "failed" ? one.error : undefined;
  // Each refusal is a new object, so the time counts from when it came.
  const again = useMemo(() => performance.now() + (error?.retryAfter ?? RETRY_AFTER), [error]);
  // The line of the files says why.
  if (error?.reason === "type") return <ChangingText of={say("notSent")} />;
  if (one.state === "failed") {
    // Only members send to a closed room.
    const isForbidden = one.error.code === "forbidden";
    const reason = isForbidden ? say("notMember") : whyText(whyRefused(one.error), words);
    return <ChangingText of={say("failed", { reason })} />;
  }
  if (one.state === "foreign") return <ChangingText of={say("foreign", { name: one.name })} />;
  if (!error) return <ChangingText of={say(STATES[one.state])} />;
  return (
    <>
      <ChangingText of={`${say(`error_${error.code}`)} `} />
      <Countdown to={again} />
    </>
  );
}
