import { useEffect, useId, useRef } from "preact/hooks";
import { pathOf } from "../browser/address";
import type { Chat } from "../state/chat";
import { countOpenReports } from "../state/open-reports";
import type { Room } from "../state/room";
import { Icon } from "../elements/icons";
import { Lock, roomTitle } from "../elements/room-title";
import type { OpenDialog } from "../dialogs/open-dialog";
import { InviteButton } from "../invite/invite-button";
import { useWords } from "../languages/words-context";

interface Props {
  chat: Chat;
  onOpen: () => void;
  show: (what: OpenDialog) => void;
}

/** The list of rooms, and buttons for a new one and for others. */
export function RoomLinks({ chat, onOpen, show }: Props) {
  const { say, number } = useWords();
  const heading = useId();
  const reports = countOpenReports(chat);
  const open = (room: string) => {
    chat.open({ room });
    onOpen();
  };
  const [direct, others] = [true, false].map((isDirect) =>
    chat.rooms.value
      .filter((room) => room.isDirect === isDirect)
      .map((room) => (
        <li key={room.name}>
          <RoomLink room={room} isCurrent={room === chat.room.value} open={open} />
        </li>
      )),
  );
  return (
    <>
      <div class="rooms">
        <ul>{others}</ul>
        {direct?.length !== 0 && (
          <>
            <h2 id={heading}>{say("direct")}</h2>
            <ul class="direct" aria-labelledby={heading}>
              {direct}
            </ul>
          </>
        )}
      </div>
      {reports > 0 && (
        <button type="button" class="quiet new-room" onClick={() => show("reports")}>
          <Icon is="info" />
          {say("reports")}
          <span class="count">{number(reports)}</span>
        </button>
      )}
      <button type="button" class="quiet new-room" onClick={() => show("newRoom")}>
        <Icon is="plus" />
        {say("newRoom")}
      </button>
      <button type="button" class="quiet new-room" onClick={() => show("browse")}>
        <Icon is="search" />
        {say("browse")}
      </button>
      <InviteButton chat={chat} show={show} />
    </>
  );
}

interface LinkProps {
  room: Room;
  isCurrent: boolean;
  open: (room: string) => void;
}

function RoomLink({ room, isCurrent, open }: LinkProps) {
  const { say, number } = useWords();
  const unread = isCurrent && !room.isHeld.value ? 0 : room.unread.value;
  const isCalled = room.isMentioned.value && !room.isDirect;
  const link = useRef<HTMLAnchorElement>(null);
  // A dialog opens only after its rooms are drawn.
  useEffect(() => {
    if (isCurrent) link.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  return (
    <a
      ref={link}
      href={pathOf({ room: room.name })}
      title={roomTitle(room, say)}
      translate={false}
      aria-current={isCurrent ? "page" : undefined}
      onClick={(event) => {
        // With a modifier key the browser opens the link in another tab or window, as usual.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        open(room.name);
      }}
    >
      <Lock of={room} />
      <bdi>{roomTitle(room, say)}</bdi>
      {!isCurrent && room.hasFailed.value && (
        <span class="count">
          <span aria-hidden="true">!</span>
          <span class="unseen">{say("unsent")}</span>
        </span>
      )}
      {unread > 0 && (
        <span class="count">
          <span aria-hidden="true">
            {isCalled && "@ "}
            {number(unread)}
          </span>
          <span class="unseen">
            {say("unread", { count: unread })}
            {isCalled && ` · ${say("called")}`}
          </span>
        </span>
      )}
    </a>
  );
}
