/** The use cases of those who keep order (P31). */
import type { Logger } from "pino";
import { onceASecond } from "../../logging/throttle";
import { type Act, type Person, type RequestOf, SERVER_ROOM } from "../../protocol";
import type { Community, Decision, Facts } from "../../store";
import { type Access, requireKey } from "../access/access";
import { isHidden } from "../access/rules";
import type { Caller, UseCase } from "../caller";
import type { Measurements } from "../measurements";
import type { RateLimits } from "../rate-limits";
import { type Acting, banning, kicking, muting, pardoning } from "./acting";

export interface ActParts {
  access: Access;
  community: Community;
  /** The person with this id among those in the lobby, on any machine. */
  findHere: (from: string) => Promise<Person | undefined>;
  rateLimits: Pick<RateLimits, "requireAct">;
  noteAct: NoteAct;
}

/**
 * Reports what was done: with ids, and never with texts. Of closed rooms not even the name, which is in no log (H28), and once a second
 * at most: anybody can found one, and act there.
 */
export type NoteAct = (
  act: Act,
  done: { room: string; by: string; whom?: string | undefined },
) => void;

export function createNoteAct({
  measurements,
  logger,
}: {
  measurements: Measurements;
  logger: Logger;
}): NoteAct {
  const log = (done: object) => logger.info(done, "a moderator acted");
  const logHidden = onceASecond((done: object, omitted) =>
    log({ ...done, room: "a closed room", omitted }),
  );
  return (act, { room, ...people }) => {
    measurements.acted(act);
    if (isHidden(room) && room !== SERVER_ROOM) logHidden({ act, ...people });
    else log({ act, room, ...people });
  };
}

/** A person with the last known name, or with none. */
export async function actedOn(
  { community, findHere }: Pick<ActParts, "community" | "findHere">,
  from: string,
): Promise<Person> {
  const { name } = await community.person(from);
  return name ? { from, name } : ((await findHere(from)) ?? { from, name: "" });
}

type Request = { room?: string | undefined; from: string; reason?: string };

/** Does something to a person, as `rule` decides. Resolves with the decision when everybody here has been told. */
export function createAct(parts: ActParts) {
  const { access, rateLimits, noteAct } = parts;
  return async <T extends Decision>(
    act: Act,
    caller: Caller,
    { room = SERVER_ROOM, from, reason = "" }: Request,
    rule: (facts: Facts, acting: Acting) => T,
  ): Promise<T> => {
    requireKey(caller);
    access.require(caller, "moderate", room);
    rateLimits.requireAct(caller);
    const whom = await actedOn(parts, from);
    const acting = { room, by: caller.person, whom, reason };
    const asked = { caller, action: "moderate" as const, room, people: [from] };
    const decision = await access.decide(asked, (facts) => rule(facts, acting));
    noteAct(act, { room, by: caller.person.from, whom: from });
    return decision;
  };
}

export type DoAct = ReturnType<typeof createAct>;

/** `mute({ room?, from, minutes, reason? })` */
export function mute(act: DoAct): UseCase<RequestOf<"mute">, object> {
  return async (caller, request) => {
    await act("mute", caller, request, (facts, acting) => muting(facts, acting, request.minutes));
    return {};
  };
}

/** `kick({ room, from, reason? })` */
export function kick(act: DoAct): UseCase<RequestOf<"kick">, object> {
  return async (caller, request) => {
    await act("kick", caller, request, kicking);
    return {};
  };
}

/** `pardon({ room?, from })` */
export function pardon(act: DoAct): UseCase<RequestOf<"pardon">, object> {
  return async (caller, request) => {
    await act("pardon", caller, request, pardoning);
    return {};
  };
}

/** `ban({ room?, from, minutes?, reason?, address? })` */
export function ban(act: DoAct): UseCase<RequestOf<"ban">, object> {
  return async (caller, request) => {
    await act("ban", caller, request, (facts, acting) => banning(facts, acting, request));
    return {};
  };
}
