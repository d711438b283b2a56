/** Who has reacted to a message with an emoji. */
import type { Person, Reaction } from "../../protocol";
import type { ShownMessage } from "../../client/wishes";
import type { Chat } from "../state/chat";
import { knownName } from "../state/known-names";

interface Asked {
  reaction: Reaction;
  message: Pick<ShownMessage, "room" | "seq">;
  chat: Pick<Chat, "room" | "reactors" | "namesOf">;
}

const offline = () => {};

/** Calls `take` at once with those who are known here, and again when the server has told the others. */
export function reactorsOf(
  { reaction: { emoji, count, from }, message: { room, seq }, chat }: Asked,
  take: (people: readonly Person[]) => void,
): void {
  const known = from.map((id) => ({ from: id, name: knownName(chat.room.value, id) ?? "" }));
  take(known);
  const unknown = known.filter(({ name }) => name === "").map((one) => one.from);
  if (count > from.length) void chat.reactors(room, seq, emoji).then(take, offline);
  else if (unknown.length > 0)
    void chat.namesOf(unknown).then((named) => take(withNames(known, named)), offline);
}

function withNames(people: readonly Person[], named: readonly Person[]): Person[] {
  const names = new Map(named.map(({ from, name }) => [from, name]));
  return people.map(({ from, name }) => ({ from, name: name || (names.get(from) ?? "") }));
}
