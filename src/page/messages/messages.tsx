import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { isByPointer } from "../browser/focus";
import type { Chat } from "../state/chat";
import { createActs, type MessageActs, type OpenMessage, seqAt } from "./acts";
import { groupedLines } from "./lines";
import type { Room } from "../state/room";
import { Scroll } from "./scroll";
import { ChangingText } from "../elements/changing-text";
import { UnavailableDialog } from "../dialogs/unavailable-dialog";
import { controls } from "../lazy/lazy-controls";
import { WithModule } from "../lazy/with-module";
import { messageDialog } from "./lazy-message-dialog";
import { DrawnLines } from "./message-line";
import { UnsentLine } from "./unsent-line";
import { roomTitle } from "../elements/room-title";
import { useWords } from "../languages/words-context";

interface Props {
  chat: Chat;
  room: Room;
  onMention: (name: string) => void;
  onEdit: (txt: string) => void;
}

/** The messages of a room, and below them the person's unsent ones. */
export function Messages({ chat, room, onMention, onEdit }: Props) {
  const { say } = useWords();
  const log = useRef<HTMLDivElement>(null);
  const scroll = useMemo(() => new Scroll(room), [room]);
  const [active, setActive] = useState<number | undefined>(undefined);
  const [opened, open] = useState<OpenMessage | undefined>(undefined);
  const lines = useLines(room, scroll);
  const kept = useMemo(() => new DrawnLines(), [room]);
  usePlace(log, scroll, room);

  const acts = useMemo(
    () =>
      createActs({
        chat,
        room,
        open,
        mention: onMention,
        follow: (from, to) => scroll.follow(from, to),
      }),
    [room],
  );
  const { messages, outgoing } = room;
  // A new goal, the end of reading, and a connection that is back need a layout, too.
  void [room.goal.value, room.isSettled.value, chat.status.value];
  const isEmpty = messages.value.length === 0 && outgoing.value.length === 0;
  const entry = lines.some(({ message }) => message.seq === active)
    ? active
    : lines.at(-1)?.message.seq;

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
        onPointerDown={() => scroll.onMovedByHand()}
        // Not before: what appears below a finger would get the click.
        onClick={({ target }) => setActive(seqAt(target) ?? active)}
        onPointerMove={({ pointerType, target }) =>
          pointerType === "mouse" && setActive(seqAt(target) ?? active)
        }
        onFocusIn={({ target }) => isByPointer() || setActive(seqAt(target) ?? active)}
        onKeyDown={() => scroll.onMovedByHand()}
      >
        <Edge room={room} isEmpty={isEmpty} />
        <ol>
          {lines.map((line) =>
            kept.draw({
              line,
              chat,
              room,
              acts,
              isActive: line.message.seq === active,
              isMarked: line.message.seq === scroll.marked.value,
              isEntry: line.message.seq === entry,
            }),
          )}
          {scroll.range.value.last === Infinity &&
            outgoing.value.map((one) => (
              <UnsentLine key={one.id} one={one} chat={chat} room={room} onEdit={onEdit} />
            ))}
        </ol>
      </div>
      <WithModule module={controls}>
        {({ Gestures, Jumps }) => (
          <>
            <Gestures log={log} chat={chat} room={room} acts={acts} />
            <Jumps room={room} scroll={scroll} isEmpty={isEmpty} />
          </>
        )}
      </WithModule>
      {opened && <OpenedMessage {...{ chat, room, acts, opened, open }} />}
    </div>
  );
}

/** What is above the first message of a room, if that is drawn. */
function Edge({ room, isEmpty }: { room: Room; isEmpty: boolean }) {
  const { say } = useWords();
  const { hasOlder, messages, isSettled, floor } = room;
  if (messages.value.length > 0 ? hasOlder.value : !isSettled.value) return null;
  const isCut = (messages.value[0]?.seq ?? floor.value) > 1;
  const edge = isCut ? "removed" : isEmpty ? "nobody" : "beginning";
  return (
    <p class="edge">
      <ChangingText of={say(edge, { room: roomTitle(room, say) })} />
    </p>
  );
}

interface OpenedProps extends Pick<Props, "chat" | "room"> {
  acts: MessageActs;
  opened: OpenMessage;
  open: (opened: OpenMessage | undefined) => void;
}

/** The dialog of a message, as long as the message is there. */
function OpenedMessage({ chat, room, acts, opened, open }: OpenedProps) {
  const now = room.messages.value.find(({ seq }) => seq === opened.message.seq);
  // What can be done to somebody stays open when their message is removed, by themselves for example.
  const shown = opened.view === "person" ? (now ?? opened.message) : now?.gone ? undefined : now;
  if (!shown) return null;
  const close = () => open(undefined);
  return (
    <WithModule module={messageDialog} fallback={<UnavailableDialog onClose={close} />}>
      {({ MessageDialog }) => (
        <MessageDialog
          opened={opened}
          message={shown}
          chat={chat}
          acts={acts}
          onView={(view) => open({ ...opened, view })}
          onClose={close}
        />
      )}
    </WithModule>
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
