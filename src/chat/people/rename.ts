/** Taking another name (P17). */
import type { ReplyTo, RequestOf } from "../../protocol";
import type { Community, Roster } from "../../store";
import { belongs } from "../access/door";
import type { Caller, UseCase } from "../caller";
import { createRenamePace } from "./rename-pace";

/** Changes a caller's name, in every room that the caller is in. */
export type SetName = (caller: Caller, name: string) => void;

export function createSetName(roster: Roster, community: Pick<Community, "rename">): SetName {
  const tellName = createRenamePace((caller) => {
    const { person, memberships } = caller;
    if (belongs(caller)) community.rename(person).catch(() => {});
    for (const [room, { joined }] of memberships) if (joined) roster.rename(room, person);
  });
  return (caller, name) => {
    caller.person = { ...caller.person, name };
    tellName(caller);
  };
}

/** `rename({ name })` */
export function rename(setName: SetName): UseCase<RequestOf<"rename">, ReplyTo<"rename">> {
  return (caller, { name }) => {
    setName(caller, name);
    return { you: caller.person };
  };
}
