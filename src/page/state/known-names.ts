/** Names to public ids, as far as the page has met them. */
import type { Person } from "../../protocol";
import type { Room } from "./room";

/** Somebody's name in a room: of those who are there, were asked for, or have written what was read. */
export function knownName({ people, found, messages }: Room, from: string): string | undefined {
  const is = (one: Person) => one.from === from && one.name !== "";
  return (people.value.people.find(is) ?? found.value.find(is) ?? messages.value.findLast(is))
    ?.name;
}
