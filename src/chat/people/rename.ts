/** Taking another name (P17). */
import type { ReplyTo, RequestOf } from "../../protocol";
import type { Roster } from "../../store";
import type { Caller, UseCase } from "../caller";
import { createRenamePace } from "./rename-pace";

/** Changes a caller's name, in every room that the caller is in. */
export type SetName = (caller: Caller, name: string) => void;

export function createSetName(roster: Roster): SetName {
  const tellName = createRenamePace(({ person, memberships }) => {
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
