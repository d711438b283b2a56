import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Chat } from "../chat";
import { toTheMessages } from "../focus";
import { linesOf } from "../lines";
import type { Room } from "../room";
import { Scroll } from "../scroll";
import { Fresh } from "./fresh";
import { Icon } from "./icons";
import { KeptLines, UnsentLine } from "./line";
import { titleOf } from "./rooms";
import { useWords } from "./words";

interface Props {
  chat: Chat;
  room: Room;
  mention: (name: string) => void;
  edit: (txt: string) => void;
}

/** The messages of a room, and below them one's own that are still on their way. */
export function Messages({ chat, room, mention, edit }: Props) {
  const { say, number } = useWords();
  const log = useRef<HTMLDivElement>(null);
  const scroll = useMemo(() => new Scroll(room), [room]);
  const [active, setActive] = useState<number | undefined>(undefined);
  const lines = useLines(room, scroll);
  const kept = useMemo(() => new KeptLines(), [room]);
  usePlace(log, scroll, room);

  const { hasOlder, hasNewer, messages, outgoing, unread } = room;
  // Somewhere to go, nothing more to wait for, and a connection that is back are reasons to lay out, too.
  void [room.goal.value, room.isSettled.value, chat.status.value];
  const isEmpty = messages.value.length === 0 && outgoing.value.length === 0;
  const isCut = (messages.value[0]?.seq ?? room.floor.value) > 1;
  const edge = isCut ? "removed" : isEmpty ? "nobody" : "beginning";
  const isAway = !scroll.isAtEnd.value || hasNewer.value;
  const entry = lines.some(({ message }) => message.seq === active)
    ? active
    : lines.at(-1)?.message.seq;

  const toNewest = () => {
    void room.goTo({ is: "end" });
    toTheMessages();
  };

  return (
    <div class="reading">
      <div
        class="log"
        ref={log}
        role="region"
        aria-label={say("messages")}
        tabIndex={-1}
        onScroll={() => scroll.scrolled()}
        onWheel={() => scroll.movedByHand()}
        onTouchMove={() => scroll.movedByHand()}
        onPointerDown={(event) => {
          scroll.movedByHand();
          setActive(seqAt(event) ?? active);
        }}
        onPointerMove={(event) =>
          event.pointerType === "mouse" && setActive(seqAt(event) ?? active)
        }
        onFocusIn={(event) => setActive(seqAt(event) ?? active)}
        onKeyDown={(event) => {
          scroll.movedByHand();
          moveBetweenLines(event);
        }}
      >
        {(messages.value.length > 0 ? !hasOlder.value : room.isSettled.value) && (
          <p class="edge">
            <Fresh of={say(edge, { room: titleOf(room.name, say) })} />
          </p>
        )}
        <ol>
          {lines.map((line) =>
            kept.draw({
              line,
              chat,
              isActive: line.message.seq === active,
              isMarked: line.message.seq === scroll.marked.value,
              isEntry: line.message.seq === entry,
              mention,
            }),
          )}
          {scroll.span.value.last === Infinity &&
            outgoing.value.map((one) => (
              <UnsentLine key={one.id} one={one} chat={chat} edit={edit} />
            ))}
        </ol>
      </div>
      {isAway && !isEmpty && (
        <button type="button" class="newest" onClick={toNewest}>
          <Icon is="down" />
          <span class="unseen">{say("toNewest")}</span>
          {unread.value > 0 && (
            <>
              <span aria-hidden="true">
                <Fresh of={number(unread.value)} />
              </span>
              <span class="unseen">
                <Fresh of={say("newest", { count: unread.value })} />
              </span>
            </>
          )}
        </button>
      )}
    </div>
  );
}

/** The part of the room's messages that is in the page. */
function useLines(room: Room, scroll: Scroll) {
  const messages = room.messages.value;
  const { first, last } = scroll.span.value;
  const seen = room.line.value;
  // In another time zone, other messages begin a day.
  const words = useWords();
  return useMemo(() => {
    const from = messages.findIndex(({ seq }) => seq >= first);
    if (from < 0) return [];
    const shown = messages.slice(from).filter(({ seq }) => seq <= last);
    return linesOf(shown, messages[from - 1], seen);
  }, [messages, first, last, seen, words]);
}

/** Keeps one's place whenever something in the box, or its size, has changed. */
function usePlace(log: { readonly current: HTMLDivElement | null }, scroll: Scroll, room: Room) {
  useLayoutEffect(() => {
    if (log.current) scroll.laidOut(log.current);
  });
  useEffect(() => {
    const box = log.current;
    if (!box) return;
    const resized = new ResizeObserver(() => scroll.laidOut(box));
    resized.observe(box);
    const cameBack = () => {
      room.look(true);
      scroll.see();
    };
    const left = () => room.look(false);
    addEventListener("focus", cameBack);
    addEventListener("blur", left);
    return () => {
      scroll.left();
      resized.disconnect();
      removeEventListener("focus", cameBack);
      removeEventListener("blur", left);
    };
  }, [scroll]);
}

function lineAt(event: Event): HTMLElement | undefined {
  return event.target instanceof Element
    ? (event.target.closest<HTMLElement>("[data-seq]") ?? undefined)
    : undefined;
}

function seqAt(event: Event): number | undefined {
  const seq = lineAt(event)?.dataset["seq"];
  return seq === undefined ? undefined : Number(seq);
}

function moveBetweenLines(event: KeyboardEvent): void {
  if (event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  const line = lineAt(event);
  const next = event.key === "ArrowUp" ? line?.previousElementSibling : line?.nextElementSibling;
  if (!(next instanceof HTMLElement) || next.dataset["seq"] === undefined) return;
  event.preventDefault();
  next.focus();
}
