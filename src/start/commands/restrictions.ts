/** What people may not do, as a shell shows it. */
import type { Community } from "../../store";
import { print } from "./command";
import { shown } from "./shown";

/** Prints a person's restrictions: what, where, until when, by which moderator and why. */
export async function listRestrictions(people: Community, from: string): Promise<void> {
  const { restrictions = [] } = await people.person(from);
  for (const { kind, room, until, by, reason } of restrictions)
    print(`${kind}  ${room}  ${endOf(until)}  by ${by}  ${shown(reason)}`.trimEnd());
}

/** Until when something holds. */
export const endOf = (until: number | undefined) =>
  until === undefined ? "for good" : `until ${new Date(until).toISOString().slice(0, 16)}Z`;
