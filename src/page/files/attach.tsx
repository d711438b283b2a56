import { useEffect, useRef, useState } from "preact/hooks";
import { isTouched } from "../browser/browser";
import { focusBox } from "../browser/focus";
import { ChangingText } from "../elements/changing-text";
import { LaterIcon } from "../elements/later-icons";
import { WithModule } from "../lazy/with-module";
import { useWords } from "../languages/words-context";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { filesModule } from "./lazy-files";
import type { NotTaken } from "./stage";
import { listenForFiles } from "./take-files";

interface Props {
  chat: Chat;
  room: Room;
  /** The box is used to edit a message, which takes no files. */
  isEditing: boolean;
  isMute: boolean;
  /** Whether nothing is written: then there is room for the camera on a phone. */
  isEmpty: boolean;
}

/** Milliseconds for which the page says what it has not taken. */
const SHOWN_FOR = 8000;

/** The buttons that choose files, and what to do with files that are dropped on the page or pasted. */
export function AttachButton({ chat, room, isEditing, isMute, isEmpty }: Props) {
  const { say, list } = useWords();
  const [notTaken, show] = useState<readonly NotTaken[]>([]);
  const [isOver, setOver] = useState(false);
  const most = chat.fileBytes.value;
  const isOff = most === 0;

  const take = async (files: readonly File[]) => {
    if (isMute || files.length === 0) return;
    if (isOff) return show([{ key: "noFiles", values: { name: files[0]?.name ?? "" } }]);
    if (isEditing) return show([{ key: "finishEditing", values: { name: files[0]?.name ?? "" } }]);
    show([]);
    const module = await filesModule.load();
    const opened = await chat.openFiles().catch(() => undefined);
    // Without its code the notice says so.
    if (!module || !opened)
      return show([{ key: "fileUnreadable", values: { name: files[0]?.name ?? "" } }]);
    show(await module.stage(files, room, opened.files, most));
    // On a phone that would open the keyboard.
    if (!isTouched()) focusBox();
  };
  const staged = room.staged.value;
  const taking = useRef(take);
  taking.current = take;
  useEffect(() => listenForFiles((files) => void taking.current(files), setOver), []);
  useEffect(() => {
    const timer = setTimeout(() => show([]), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [notTaken]);

  const isShown = !isOff && !isMute && !isEditing;
  return (
    <>
      <div class="told" role="alert">
        {notTaken.length > 0 && (
          <WithModule module={filesModule} fallback={say("absent")}>
            {({ NotTakenNotice }) => <NotTakenNotice all={notTaken} />}
          </WithModule>
        )}
      </div>
      <span class="unseen" role="status">
        <ChangingText of={list(staged.map(({ name }) => name))} />
      </span>
      {isOver && !isOff && (
        <WithModule module={filesModule}>{({ DropHere }) => <DropHere />}</WithModule>
      )}
      {isShown && isTouched() && isEmpty && (
        <Choose label={say("camera")} icon="camera" onChosen={(files) => void take(files)} />
      )}
      {isShown && (
        <Choose label={say("attach")} icon="clip" onChosen={(files) => void take(files)} />
      )}
    </>
  );
}

interface ChooseProps {
  label: string;
  icon: "clip" | "camera";
  onChosen: (files: readonly File[]) => void;
}

/** A button that opens the device's own choice of files, or its camera. */
function Choose({ label, icon, onChosen }: ChooseProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="quiet attach"
        aria-label={label}
        title={label}
        onClick={() => input.current?.click()}
      >
        <LaterIcon is={icon} />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...(icon === "camera"
          ? { accept: "image/*", capture: "environment" }
          : { multiple: true })}
        onChange={({ currentTarget }) => {
          onChosen([...(currentTarget.files ?? [])]);
          // The same file may be chosen again.
          currentTarget.value = "";
        }}
      />
    </>
  );
}
