import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { Message } from "../../protocol";
import type { Chat } from "../state/chat";
import { controls } from "../lazy/lazy-controls";
import type { Line } from "./lines";
import { mentions } from "../../client/mentions";
import { withoutExcessMarks } from "../text/markup";
import { type Outgoing, RETRY_AFTER } from "../../client/outbox";
import { hueOf } from "../elements/portrait-path";
import { isStuck } from "../state/room";
import { ChangingText } from "../elements/changing-text";
import { WithModule } from "../lazy/with-module";
import { MessageText } from "./message-text";
import { Portrait } from "../elements/portrait";
import { Countdown } from "../header/status-line";
import { useWords } from "../languages/words-context";

interface Props {
  line: Line;
  chat: Chat;
  /** Whether its actions are shown beside it. */
  isActive: boolean;
  /** Whether a link has led here. */
  isMarked: boolean;
  /** Whether Tab leads to it. */
  isEntry: boolean;
  onMention: (name: string) => void;
}

/** Lines as they were drawn last: an unchanged line is not drawn again, whatever changes around it. */
export class DrawnLines {
  readonly #drawn = new WeakMap<Message, { props: Props; node: VNode }>();

  draw(props: Props): VNode {
    const { message } = props.line;
    const kept = this.#drawn.get(message);
    if (kept && isSame(kept.props, props)) return kept.node;
    const node = <MessageLine key={message.seq} {...props} />;
    this.#drawn.set(message, { props, node });
    return node;
  }
}

/** Whether two lines look the same. `onMention` and the chat are always the same. */
function isSame(one: Props, other: Props): boolean {
  return (
    one.isActive === other.isActive &&
    one.isMarked === other.isMarked &&
    one.isEntry === other.isEntry &&
    one.line.startsDay === other.line.startsDay &&
    one.line.startsGroup === other.line.startsGroup &&
    one.line.startsUnread === other.line.startsUnread
  );
}

/** A message, and above it what begins with it: a day, the unread messages, a person's group. */
function MessageLine({ line, chat, isActive, isMarked, isEntry, onMention }: Props) {
  const { say, day, time, moment } = useWords();
  const { message, startsDay, startsGroup, startsUnread } = line;
  const { from, name, txt, at, seq } = message;
  const isMine = from === chat.me.value;
  const [me, rivals] = [chat.name.value, chat.rivals.value];
  const classes = [
    "line",
    isMine && "mine",
    startsGroup && "starts",
    isMarked && "marked",
    !isMine && mentions(txt, me, rivals) && "calls",
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
      {startsGroup && !isMine && <Portrait from={from} />}
      <div class="bubble" data-hue={hueOf(from)}>
        <p class={startsGroup ? "who" : "who unseen"}>
          <bdi class="whose" translate={false} title={name}>
            {withoutExcessMarks(name)}
          </bdi>
          <time dateTime={new Date(at).toISOString()} title={moment(at)}>
            <ChangingText of={time(at)} />
          </time>
        </p>
        <MessageText txt={txt} name={me} rivals={rivals} />
        {isActive && (
          <WithModule module={controls}>
            {({ MessageActions }) => <MessageActions message={message} onMention={onMention} />}
          </WithModule>
        )}
      </div>
    </li>
  );
}

export interface UnsentProps {
  one: Outgoing;
  chat: Chat;
  /** Puts the text into the box. */
  onEdit: (txt: string) => void;
}

/** An own message that the server has not acknowledged. */
export function UnsentLine({ one, chat, onEdit }: UnsentProps) {
  const isOwn = one.state !== "foreign";
  return (
    <li class="line mine starts unsent" data-state={isOwn ? one.state : "failed"}>
      <div class="bubble">
        <p class="who">
          <bdi class="whose" translate={false}>
            {one.name}
          </bdi>
          <span class="state">
            <State of={one} />
          </span>
        </p>
        <MessageText txt={one.txt} name="" />
        {isStuck(one.state) && (
          <WithModule module={controls}>
            {({ UnsentActions }) => <UnsentActions one={one} chat={chat} onEdit={onEdit} />}
          </WithModule>
        )}
      </div>
    </li>
  );
}

function State({ of: one }: { of: Outgoing }) {
  const { say } = useWords();
  const error = one.state === "queued" || one.state === "failed" ? one.error : undefined;
  // Each refusal is a new object, so the time counts from when it came.
  const again = useMemo(() => performance.now() + (error?.retryAfter ?? RETRY_AFTER), [error]);
  if (one.state === "failed")
    return <ChangingText of={say("failed", { reason: say(`error_${one.error.code}`) })} />;
  if (one.state === "foreign") return <ChangingText of={say("foreign", { name: one.name })} />;
  if (!error) return <ChangingText of={say(one.state)} />;
  return (
    <>
      <ChangingText of={`${say(`error_${error.code}`)} `} />
      <Countdown to={again} />
    </>
  );
}
