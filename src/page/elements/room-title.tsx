import { LOBBY } from "../../protocol";
import type { Words } from "../languages/languages";
import { useWords } from "../languages/words-context";
import { isClosedName, type RoomFacts } from "../state/room-profile";
import { shownLabel } from "../text/label";
import { Icon } from "./icons";
import { Portrait } from "./portrait";

/** What the page calls a room: its title, or else its name. The name of a closed room says nothing to people; a direct one is called as the other person. */
export function roomTitle({ name, profile }: RoomFacts, say: Words["say"]): string {
  const { with: other } = profile.value;
  if (other) return shownLabel(other.name) || say("deleted");
  return titleOf({ room: name, title: profile.value.title }, say);
}

/** What the page calls a room that it may not have. */
export function titleOf(
  { room, title }: { room: string; title?: string | undefined },
  say: Words["say"],
): string {
  if (title !== undefined) return shownLabel(title);
  if (room === LOBBY) return say("lobby");
  return isClosedName(room) ? say("private") : shownLabel(room);
}

/** A room's title where there is only text: a closed room has a lock before it. */
export function plainRoomTitle(room: RoomFacts, say: Words["say"]): string {
  return (room.isClosed && !room.isDirect ? "🔒 " : "") + roomTitle(room, say);
}

/** What stands before a room's title: the lock of a closed room, or the other person's picture. */
export function Lock({ of: { isClosed, profile } }: { of: RoomFacts }) {
  const { say } = useWords();
  const { with: other } = profile.value;
  if (other) return <Portrait from={other.from} />;
  return (
    isClosed && (
      <>
        <Icon is="lock" />
        {profile.value.title !== undefined && <span class="unseen">{say("private")} </span>}
      </>
    )
  );
}
