import { LOBBY } from "../../protocol";
import type { Words } from "../languages/languages";
import { useWords } from "../languages/words-context";
import { isClosedName, type RoomFacts } from "../state/room-profile";
import { withoutExcessMarks } from "../text/markup";
import { Icon } from "./icons";

/** What the page calls a room: its title, or else its name. The name of a closed room says nothing to people. */
export function roomTitle({ name, profile }: RoomFacts, say: Words["say"]): string {
  return titleOf({ room: name, title: profile.value.title }, say);
}

/** What the page calls a room that it may not have. */
export function titleOf(
  { room, title }: { room: string; title?: string | undefined },
  say: Words["say"],
): string {
  if (title !== undefined) return withoutExcessMarks(title);
  if (room === LOBBY) return say("lobby");
  return isClosedName(room) ? say("private") : withoutExcessMarks(room);
}

/** A room's title where there is only text: a closed room has a lock before it. */
export function plainRoomTitle(room: RoomFacts, say: Words["say"]): string {
  return (room.isClosed ? "🔒 " : "") + roomTitle(room, say);
}

/** The lock of a closed room. */
export function Lock({ of: { isClosed, profile } }: { of: RoomFacts }) {
  const { say } = useWords();
  return (
    isClosed && (
      <>
        <Icon is="lock" />
        {profile.value.title !== undefined && <span class="unseen">{say("private")} </span>}
      </>
    )
  );
}
