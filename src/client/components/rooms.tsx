import { useState } from "preact/hooks";
import { LOBBY } from "../../protocol";
import { isRoom, pathOf } from "../address";
import type { Chat } from "../chat";
import type { Words } from "../languages/languages";
import type { Room } from "../room";
import { Dialog } from "./dialog";
import { Icon } from "./icons";
import { useWords } from "./words";

/** What a room is called on the page. */
export function titleOf(room: string, say: Words["say"]): string {
  return room === LOBBY ? say("lobby") : room;
}

/** The rooms one has been in, and the way to a new one. */
export function Rooms({ chat, opened }: { chat: Chat; opened: () => void }) {
  const { say } = useWords();
  const [isNew, setNew] = useState(false);
  const open = (room: string) => {
    setNew(false);
    chat.open({ room });
    opened();
  };
  return (
    <>
      <ul class="rooms">
        {chat.rooms.value.map((room) => (
          <li key={room.name}>
            <RoomLink room={room} isCurrent={room === chat.room.value} open={open} />
          </li>
        ))}
      </ul>
      <button type="button" class="quiet new-room" onClick={() => setNew(true)}>
        <Icon is="plus" />
        {say("newRoom")}
      </button>
      {isNew && <NewRoomDialog made={open} closed={() => setNew(false)} />}
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
  const unread = isCurrent ? 0 : room.unread.value;
  return (
    <a
      href={pathOf({ room: room.name })}
      aria-current={isCurrent ? "page" : undefined}
      onClick={(event) => {
        // With a key held, a link opens elsewhere, as every link does.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        open(room.name);
      }}
    >
      <bdi>{titleOf(room.name, say)}</bdi>
      {unread > 0 && (
        <span class="count">
          <span aria-hidden="true">{number(unread)}</span>
          <span class="unseen">{say("unread", { count: unread })}</span>
        </span>
      )}
    </a>
  );
}

function NewRoomDialog({ made, closed }: { made: (room: string) => void; closed: () => void }) {
  const { say } = useWords();
  const [name, setName] = useState("");
  const room = name.trim().replace(/\s+/gu, "-").normalize("NFC");
  const submit = (event: Event) => {
    event.preventDefault();
    if (isRoom(room)) made(room);
  };
  return (
    <Dialog title={say("newRoom")} closed={closed}>
      <form class="row" onSubmit={submit}>
        <label>
          <span class="label">{say("newRoomName")}</span>
          <input
            dir="auto"
            value={name}
            maxLength={64}
            autofocus
            required
            aria-describedby="room-rule"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="main" disabled={!isRoom(room)}>
          {say("open")}
        </button>
      </form>
      <p class="note" id="room-rule">
        {say("newRoomRule")}
      </p>
    </Dialog>
  );
}
