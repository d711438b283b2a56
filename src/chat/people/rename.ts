/** Taking another name (P17). */
import type { ReplyTo, RequestOf } from "../../protocol";
import type { Community, Roster } from "../../store";
import { belongs } from "../access/door";
import { type Caller, requireStillThere, type UseCase } from "../caller";
import { NAMELESS } from "./identity";
import type { OwnedNames } from "./owned-names";
import { createRenamePace } from "./rename-pace";

/** Changes a caller's name, in every room that the caller is in. */
export type SetName = (caller: Caller, name: string) => void;

export function createSetName(roster: Roster, community: Pick<Community, "rename">): SetName {
  const tellName = createRenamePace((caller) => {
    const { person, memberships } = caller;
    if (belongs(caller) && person.name !== NAMELESS) community.rename(person).catch(() => {});
    for (const [room, { joined, isCounted }] of memberships)
      if (joined && isCounted) roster.rename(room, person);
  });
  return (caller, name) => {
    caller.person = { ...caller.person, name };
    tellName(caller);
  };
}

/** `rename({ name })`: to a name that is nobody else's. */
export function rename({
  setName,
  names,
}: {
  setName: SetName;
  names: Pick<OwnedNames, "voice">;
}): UseCase<RequestOf<"rename">, ReplyTo<"rename">> {
  return async (caller, { name }) => {
    await names.voice(caller, name);
    requireStillThere(caller);
    setName(caller, name);
    return { you: caller.person };
  };
}
