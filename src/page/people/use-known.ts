/** What the server knows of people who are shown: whether they own their names, and when they were here last. */
import { useEffect, useState } from "preact/hooks";
import type { FoundPerson, Person } from "../../protocol";
import type { Chat } from "../state/chat";

/** Those of `people` as the server knows them, by id. Asked for once for each. */
export function useKnown(chat: Chat, people: readonly Person[]): ReadonlyMap<string, FoundPerson> {
  const [known, know] = useState<ReadonlyMap<string, FoundPerson>>(new Map());
  const asked = people.map(({ from }) => from).filter((from) => !known.has(from));
  useEffect(() => {
    if (asked.length === 0) return;
    const learn = (found: readonly FoundPerson[]) =>
      know((before) => new Map([...before, ...found.map((one) => [one.from, one] as const)]));
    void chat.requests.namesOf(asked).then(learn, () => {});
  }, [asked.join(" ")]);
  return known;
}
