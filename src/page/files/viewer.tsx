import { useEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import { LaterIcon } from "../elements/later-icons";
import { useAllWords, WithAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { addressOf, useAccess } from "./access";
import { download } from "./download";
import { useZoom } from "./zoom";

interface Props {
  chat: Chat;
  room: Room;
  seq: number;
  id: string;
  onClose: () => void;
}

/** Shows a picture as large as the window, and leads to those before and after it in the room. */
export function Viewer(props: Props) {
  return (
    <WithAllWords>
      <Opened {...props} />
    </WithAllWords>
  );
}

/** All pictures of the messages that are here, in their order. */
function picturesIn(room: Room) {
  return room.messages.value.flatMap(({ seq, name: by, files = [], gone }) =>
    gone ? [] : files.filter(({ width }) => width !== undefined).map((file) => ({ seq, by, file })),
  );
}

function Opened({ chat, room, seq, id, onClose }: Props) {
  const { say } = useAllWords();
  const [at, go] = useState({ seq, id });
  const all = picturesIn(room);
  const place = all.findIndex((one) => one.seq === at.seq && one.file.id === at.id);
  const shown = all[place];
  // The message was removed, or is no longer here.
  useEffect(() => {
    if (!shown) onClose();
  }, [shown === undefined]);
  if (!shown) return null;
  const { file } = shown;
  const leadTo = (to: number) => () => {
    const next = all[to];
    if (next) go({ seq: next.seq, id: next.file.id });
  };
  const [previous, next] = [leadTo(place - 1), leadTo(place + 1)];
  return (
    <Dialog title={file.description || file.name} class="viewer" onClose={onClose}>
      <Large key={file.id} file={file} chat={chat} room={room} previous={previous} next={next} />
      <div class="buttons">
        <Turn label={say("previousPicture")} isLast={place === 0} act={previous} icon="left" />
        <span role="status">
          <ChangingText of={say("ofPictures", { n: place + 1, count: all.length })} />
        </span>
        <Turn
          label={say("nextPicture")}
          isLast={place === all.length - 1}
          act={next}
          icon="right"
        />
        <button type="button" onClick={() => void download(file, chat)}>
          {say("download")}
        </button>
      </div>
    </Dialog>
  );
}

interface TurnProps {
  label: string;
  /** Whether there is nothing on this side. */
  isLast: boolean;
  act: () => void;
  icon: "left" | "right";
}

/** A button that keeps the focus when there is nothing more on its side. */
function Turn({ label, isLast, act, icon }: TurnProps) {
  return (
    <button
      type="button"
      class="quiet"
      aria-label={label}
      title={label}
      aria-disabled={isLast}
      onClick={act}
    >
      <LaterIcon is={icon} flips />
    </button>
  );
}

/** Whether what comes next is at the right. */
const isLeftToRight = () => document.documentElement.dir !== "rtl";

interface LargeProps extends Pick<Props, "chat" | "room"> {
  file: ReturnType<typeof picturesIn>[number]["file"];
  previous: () => void;
  next: () => void;
}

function Large({ file, chat, room, previous, next }: LargeProps) {
  const { say } = useAllWords();
  const { name, description, width = 1, height = 1 } = file;
  const address = addressOf(file.id, name);
  const { access, onError } = useAccess(address, chat, room);
  const stage = useRef<HTMLDivElement>(null);
  const { zoom, isLarge, size, listeners } = useZoom(stage, { width, height }, (way) =>
    (way === 1) === isLeftToRight() ? next() : previous(),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const acts: Record<string, (() => void) | undefined> = {
      ArrowRight: isLarge ? undefined : isLeftToRight() ? next : previous,
      ArrowLeft: isLarge ? undefined : isLeftToRight() ? previous : next,
      "+": () => zoom(1.5),
      "=": () => zoom(1.5),
      "-": () => zoom(1 / 1.5),
    };
    const act = event.ctrlKey || event.metaKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  // Whichever button has the focus.
  useEffect(() => {
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
  return (
    <>
      <div
        class="stage"
        ref={stage}
        tabIndex={0}
        role="group"
        aria-label={name}
        autofocus
        {...listeners}
      >
        {access.is === "open" && (
          <img
            src={address + access.query}
            alt={description || name}
            width={width}
            height={height}
            style={size}
            draggable={false}
            onError={onError}
          />
        )}
        {(access.is === "gone" || access.is === "broken") && <p>{say("fileGone")}</p>}
      </div>
      <div class="zoom">
        {(["zoomOut", "zoomIn"] as const).map((key) => (
          <button
            key={key}
            type="button"
            class="quiet"
            aria-label={say(key)}
            title={say(key)}
            onClick={() => zoom(key === "zoomIn" ? 1.5 : 1 / 1.5)}
          >
            <LaterIcon is={key === "zoomIn" ? "plus" : "minus"} />
          </button>
        ))}
      </div>
    </>
  );
}
