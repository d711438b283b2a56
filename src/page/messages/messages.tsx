import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Chat } from "../state/chat";
import { focusMessages } from "../browser/focus";
import { groupedLines } from "./lines";
import type { Room } from "../state/room";
import { Scroll } from "./scroll";
import { ChangingText } from "../elements/changing-text";
import { Icon } from "../elements/icons";
import { DrawnLines, UnsentLine } from "./message-line";
import { roomTitle } from "../sidebar/room-links";
import { useWords } from "../languages/words-context";

interface Props {
  chat: Chat;
  room: Room;
  onMention: (name: string) => void;
  onEdit: (txt: string) => void;
}

/** The messages of a room, and below them the person's unsent ones. */
export function Messages({ chat, room, onMention, onEdit }: Props) {
  const { say, number } = useWords();
  const log = useRef<HTMLDivElement>(null);
  const scroll = useMemo(() => new Scroll(room), [room]);
  const [active, setActive] = useState<number | undefined>(undefined);
  const lines = useLines(room, scroll);
  const kept = useMemo(() => new DrawnLines(), [room]);
  usePlace(log, scroll, room);

  const { hasOlder, hasNewer, messages, outgoing, unread } = room;
  // A new goal, the end of reading, and a connection that is back need a layout, too.
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
    focusMessages();
  };

  return (
    <div class="reading">
      <div
        class="log"
        ref={log}
        role="region"
        aria-label={say("messages")}
        tabIndex={-1}
        onScroll={() => scroll.onScroll()}
        onWheel={() => scroll.onMovedByHand()}
        onTouchMove={() => scroll.onMovedByHand()}
        onPointerDown={(event) => {
          scroll.onMovedByHand();
          setActive(seqAt(event) ?? active);
        }}
        onPointerMove={(event) =>
          event.pointerType === "mouse" && setActive(seqAt(event) ?? active)
        }
        onFocusIn={(event) => setActive(seqAt(event) ?? active)}
        onKeyDown={(event) => {
          scroll.onMovedByHand();
          moveBetweenLines(event);
        }}
      >
        {(messages.value.length > 0 ? !hasOlder.value : room.isSettled.value) && (
          <p class="edge">
            <ChangingText of={say(edge, { room: roomTitle(room.name, say) })} />
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
              onMention,
            }),
          )}
          {scroll.range.value.last === Infinity &&
            outgoing.value.map((one) => (
              <UnsentLine key={one.id} one={one} chat={chat} onEdit={onEdit} />
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
                <ChangingText of={number(unread.value)} />
              </span>
              <span class="unseen">
                <ChangingText of={say("newest", { count: unread.value })} />
              </span>
            </>
          )}
        </button>
      )}
    </div>
  );
}

/** The lines of the drawn range of the room's messages. */
function useLines(room: Room, scroll: Scroll) {
  const messages = room.messages.value;
  const { first, last } = scroll.range.value;
  const seen = room.unreadLine.value;
  // In another time zone, days begin with other messages.
  const words = useWords();
  return useMemo(() => {
    const from = messages.findIndex(({ seq }) => seq >= first);
    if (from < 0) return [];
    const shown = messages.slice(from).filter(({ seq }) => seq <= last);
    return groupedLines(shown, messages[from - 1], seen);
  }, [messages, first, last, seen, words]);
}

/** Keeps the reader's place whenever the list or its size changes. */
function usePlace(log: { readonly current: HTMLDivElement | null }, scroll: Scroll, room: Room) {
  useLayoutEffect(() => {
    if (log.current) scroll.onLayout(log.current);
  });
  useEffect(() => {
    const box = log.current;
    if (!box) return;
    const resized = new ResizeObserver(() => scroll.onLayout(box));
    resized.observe(box);
    const cameBack = () => {
      room.look(true);
      scroll.see();
    };
    const left = () => room.look(false);
    addEventListener("focus", cameBack);
    addEventListener("blur", left);
    return () => {
      scroll.leave();
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
