import { useLayoutEffect, useMemo } from "preact/hooks";
import { isTouched } from "../browser/browser";
import { focusBox } from "../browser/focus";
import { readJson } from "../../client/key-value-store";
import { WithModule } from "../lazy/with-module";
import type { Chat } from "../state/chat";
import type { Room, StagedFile } from "../state/room";
import type { Drafts } from "../storage/drafts";
import { filesModule } from "./lazy-files";

interface Props {
  chat: Chat;
  room: Room;
  drafts: Drafts;
  isEditing: boolean;
  /** Events after which another page may have changed what is kept. */
  followed: readonly string[];
}

/** The files in the box of a room, which are kept over a reload as its text is, and follow other pages of this browser. */
export function StagedFiles({ chat, room, drafts, isEditing, followed }: Props) {
  useMemo(() => followStaged(room, drafts), [room]);
  const staged = room.staged.value;
  useLayoutEffect(() => {
    const follow = () => void followStaged(room, drafts);
    for (const type of followed) addEventListener(type, follow);
    return () => followed.forEach((type) => removeEventListener(type, follow));
  }, [room]);
  useLayoutEffect(() => {
    const kept = staged.filter(({ isBusy }) => !isBusy);
    drafts.files.keep(room.name, kept.length === 0 ? "" : JSON.stringify(kept));
  }, [staged]);
  if (staged.length === 0 || isEditing) return null;
  return (
    <WithModule module={filesModule}>
      {({ StagedList }) => (
        <StagedList
          room={room}
          openFiles={chat.openFiles}
          onLeave={() => isTouched() || focusBox()}
        />
      )}
    </WithModule>
  );
}

/** Takes over what another page of this browser has changed, or sent. Returns whether there was anything. */
export function followStaged(room: Pick<Room, "name" | "staged">, { files }: Drafts): boolean {
  const changed = files.changed(room.name);
  if (changed === undefined) return false;
  room.staged.value = [...parsed(changed), ...room.staged.peek().filter(({ isBusy }) => isBusy)];
  return true;
}

/** What is kept may be of another version of the page. */
function parsed(kept: string): StagedFile[] {
  const all = readJson({ getItem: () => kept, setItem() {}, removeItem() {} }, "");
  return Array.isArray(all) ? all.filter(isStaged) : [];
}

function isStaged(file: unknown): file is StagedFile {
  const { key, name, type, size, description } = Object(file) as Partial<Record<string, unknown>>;
  const areTexts = [key, name, type, description].every((one) => typeof one === "string");
  return areTexts && typeof size === "number";
}
