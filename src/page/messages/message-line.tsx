import type { VNode } from "preact";
import type { Chat } from "../state/chat";
import { isAct } from "../../client/acts";
import { actLines } from "../order/lazy-act-line";
import { controls } from "../lazy/lazy-controls";
import type { Line } from "./lines";
import type { MessageActs } from "./acts";
import type { Room } from "../state/room";
import type { ShownMessage } from "../../client/wishes";
import { shownLabel } from "../text/label";
import { hueOf } from "../elements/portrait-path";
import { ChangingText } from "../elements/changing-text";
import { WithModule } from "../lazy/with-module";
import { AnswerLine } from "../answers/answer-line";
import { FileFrames } from "../files/file-frames";
import { ReactionRow } from "../reactions/reaction-row";
import { MessageText } from "./message-text";
import { NameMarks } from "../elements/name-marks";
import { Portrait } from "../elements/portrait";
import { useWords } from "../languages/words-context";

interface Props {
  line: Line;
  chat: Chat;
  room: Room;
  acts: MessageActs;
  /** Whether its actions are shown beside it. */
  isActive: boolean;
  /** Whether a link has led here. */
  isMarked: boolean;
  /** Whether Tab leads to it. */
  isEntry: boolean;
}

/** Lines as they were drawn last: an unchanged line is not drawn again, whatever changes around it. */
export class DrawnLines {
  readonly #drawn = new WeakMap<ShownMessage, { props: Props; node: VNode }>();

  draw(props: Props): VNode {
    const { message } = props.line;
    const kept = this.#drawn.get(message);
    if (kept && isSame(kept.props, props)) return kept.node;
    const node = <MessageLine key={message.seq} {...props} />;
    this.#drawn.set(message, { props, node });
    return node;
  }
}

/** Whether two lines look the same. The chat, the room and the acts are always the same. */
function isSame(one: Props, other: Props): boolean {
  return (
    one.isActive === other.isActive &&
    one.isMarked === other.isMarked &&
    one.isEntry === other.isEntry &&
    one.line.startsDay === other.line.startsDay &&
    one.line.startsGroup === other.line.startsGroup &&
    one.line.startsUnread === other.line.startsUnread &&
    one.line.isShared === other.line.isShared
  );
}

/** A message, and above it what begins with it: a day, the unread messages, a person's group. */
function MessageLine({ line, chat, room, acts, isActive, isMarked, isEntry }: Props) {
  const { say, day, time, moment } = useWords();
  const { message, startsDay, startsGroup, startsUnread, isShared } = line;
  const { from, name, at, seq, gone, pending, owned } = message;
  const isMine = from === chat.me.value;
  const classes = [
    "line",
    isMine && !isAct(message) && "mine",
    startsGroup && "starts",
    isMarked && "marked",
    pending && "pending",
    room.callsMe(message) && !room.isDirect && "calls",
  ];
  return (
    <li class={classes.filter(Boolean).join(" ")} data-seq={seq} tabIndex={isEntry ? 0 : -1}>
      {startsDay && (
        <p class="day">
          <ChangingText of={day(at)} />
        </p>
      )}
      {startsUnread && (
        <p class="unread-line">
          <span>{say("newMessages")}</span>
        </p>
      )}
      {isAct(message) ? (
        <p class="act" title={moment(at)}>
          <WithModule module={actLines}>{({ ActText }) => <ActText of={message} />}</WithModule>
        </p>
      ) : (
        <>
          {startsGroup && !isMine && <Portrait from={from} />}
          <div class="bubble" data-hue={hueOf(from)}>
            <p class={startsGroup ? "who" : "who unseen"}>
              <bdi class="whose" translate={false} title={name}>
                {shownLabel(name)}
              </bdi>
              <NameMarks from={from} isOwned={owned} isShared={isShared} />
              <time dateTime={new Date(at).toISOString()} title={moment(at)}>
                <ChangingText of={time(at)} />
              </time>
            </p>
            {gone ? (
              <p class="gone">
                <WithModule module={controls} fallback={say("gone")}>
                  {({ GoneText }) => <GoneText message={message} chat={chat} />}
                </WithModule>
              </p>
            ) : (
              <Said message={message} chat={chat} room={room} acts={acts} />
            )}
            {isActive && !gone && (
              <WithModule module={controls}>
                {({ MessageActions }) => (
                  <MessageActions message={message} isMine={isMine} acts={acts} />
                )}
              </WithModule>
            )}
          </div>
        </>
      )}
    </li>
  );
}

type SaidProps = Pick<Props, "chat" | "room" | "acts"> & { message: ShownMessage };

/** What a message says, what it answers, and what was done to it. */
function Said({ message, chat, room, acts }: SaidProps) {
  const { say, moment } = useWords();
  const { txt, files, calls, seq, re, edited, reactions, pending, refused } = message;
  return (
    <>
      {re !== undefined && <AnswerLine room={room} re={re} onFollow={() => acts.follow(seq, re)} />}
      {(txt !== "" || !files) && <MessageText txt={txt} calls={calls} me={chat.me.value} />}
      {files && (
        <FileFrames files={files}>
          {({ SentFile }, file) => <SentFile {...{ file, seq, chat, room }} />}
        </FileFrames>
      )}
      {(edited !== undefined || pending) && (
        <p class="state">
          {edited !== undefined && (
            <time
              dateTime={new Date(edited).toISOString()}
              title={say("editedAt", { when: moment(edited) })}
            >
              <ChangingText of={say("edited")} />
            </time>
          )}
          {pending && <ChangingText of={` ${say("queued")}`} />}
        </p>
      )}
      {reactions && <ReactionRow message={message} chat={chat} acts={acts} />}
      {refused && (
        <WithModule module={controls}>
          {({ RefusedLine }) => (
            <RefusedLine message={message} refused={refused} chat={chat} room={room} />
          )}
        </WithModule>
      )}
    </>
  );
}
