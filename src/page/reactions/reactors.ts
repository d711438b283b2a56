/** Who has reacted to a message with an emoji. */
import type { Person, Reaction } from "../../protocol";
import type { ShownMessage } from "../../client/wishes";
import type { Chat } from "../state/chat";
import { knownName } from "../state/known-names";

interface Asked {
  reaction: Reaction;
  message: Pick<ShownMessage, "room" | "seq">;
  chat: Pick<Chat, "requests" | "room">;
}

/** Calls `take` at once with those who are known here, and again when the server has named the others. */
export function reactorsOf(
  { reaction: { emoji, count, from }, message: { room, seq }, chat }: Asked,
  take: (people: readonly Person[]) => void,
): void {
  const known = from.map((id) => ({ from: id, name: knownName(chat.room.value, id) ?? "" }));
  take(known);
  if (count > from.length || known.some(({ name }) => name === ""))
    // Without a connection, those who are known are all.
    void chat.requests.reactors(room, seq, emoji).then(take, () => {});
}
