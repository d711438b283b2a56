/** What the server knows of people who are shown: whether they own their names, when they were here last, and who moderates. */
import { useEffect, useState } from "preact/hooks";
import type { FoundPerson, Person } from "../../protocol";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";

/** Those of `people` in a room as the server knows them, by id. Asked for once for each. */
export function useKnown(
  chat: Chat,
  room: string,
  people: readonly Person[],
): ReadonlyMap<string, FoundPerson> {
  const [known, know] = useState<ReadonlyMap<string, FoundPerson>>(new Map());
  const asked = people.map(({ from }) => from).filter((from) => !known.has(from));
  useEffect(() => {
    if (asked.length === 0) return;
    const learn = (found: readonly FoundPerson[]) =>
      know((before) => new Map([...before, ...found.map((one) => [one.from, one] as const)]));
    void chat.requests.namesOf(asked, room).then(learn, () => {});
  }, [asked.join(" ")]);
  return known;
}

/** Those who moderate an open room: of the server's, those who are there. None while that is not known. */
export function useModerators(chat: Chat, { name, isClosed }: Room): readonly FoundPerson[] {
  const [found, find] = useState<readonly FoundPerson[]>([]);
  useEffect(() => {
    // The list of a closed room's members begins with them.
    if (!isClosed) void chat.requests.people({ room: name, moderators: true }).then(find, () => {});
  }, [name]);
  return found;
}
