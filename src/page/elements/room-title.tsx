import { LOBBY } from "../../protocol";
import type { Words } from "../languages/languages";
import { useWords } from "../languages/words-context";
import type { RoomFacts } from "../state/room-profile";
import { withoutExcessMarks } from "../text/markup";
import { Icon } from "./icons";

/** What the page calls a room: its title, or else its name. The name of a closed room says nothing to people. */
export function roomTitle({ name, profile, isClosed }: RoomFacts, say: Words["say"]): string {
  const { title } = profile.value;
  if (title === undefined && name === LOBBY) return say("lobby");
  return title === undefined && isClosed ? say("private") : withoutExcessMarks(title ?? name);
}

/** A room's title where there is only text: a closed room has a lock before it. */
export function plainRoomTitle(room: RoomFacts, say: Words["say"]): string {
  return (room.isClosed ? "🔒 " : "") + roomTitle(room, say);
}

/** The lock of a closed room. */
export function Lock({ of: { isClosed } }: { of: RoomFacts }) {
  const { say } = useWords();
  return (
    isClosed && (
      <>
        <Icon is="lock" />
        <span class="unseen">{say("private")} </span>
      </>
    )
  );
}
