import { useLayoutEffect, useState } from "preact/hooks";
import type { Room } from "../state/room";
import type { Drafts } from "../storage/drafts";
import { isLost, keptAs, restored } from "./restored-purpose";

interface Props {
  room: Room;
  drafts: Drafts;
  /** The text in the box that is not an edit. */
  draft: string;
  /** Events after which another page may have changed what is kept. */
  followed: readonly string[];
}

/**
 * Draws nothing: keeps what the box is used for over a reload, beside the draft, follows other pages of this browser in
 * it, and ends an edit whose message was removed.
 */
export function KeptPurpose({ room, drafts: { purposes }, draft, followed }: Props) {
  const { name } = room;
  const purpose = room.purpose.value;
  /** What is to be restored as soon as its message is known, and the draft at that time. */
  const [waiting, wait] = useState({ kept: purpose ? "" : purposes.of(name), draft });
  // An edit whose message comes late does not take the place of what is being written.
  const isWaiting = waiting.kept !== "" && waiting.draft === draft;
  const found = isWaiting ? restored(waiting.kept, room) : undefined;
  const isOver = purpose && isLost(purpose, room);

  useLayoutEffect(() => {
    if (found === undefined) return;
    room.purpose.value = found ?? undefined;
    wait({ kept: "", draft });
  }, [found === undefined]);
  useLayoutEffect(() => {
    if (isOver) room.purpose.value = undefined;
  }, [isOver]);
  useLayoutEffect(() => {
    if (!isWaiting) purposes.keep(name, keptAs(purpose));
  }, [purpose, found === null]);

  useLayoutEffect(() => {
    const follow = () => {
      const kept = purposes.changed(name);
      if (kept === undefined) return;
      room.purpose.value = undefined;
      wait({ kept, draft });
    };
    for (const type of followed) addEventListener(type, follow);
    return () => followed.forEach((type) => removeEventListener(type, follow));
  }, [draft]);
  return null;
}
