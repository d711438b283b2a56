/** What moderators look up: what was done, and what somebody said (P31). */
import { ACTS_PAGE } from "../../protocol/limits";
import { type Held, type Message, type ReplyTo, type RequestOf, SERVER_ROOM } from "../../protocol";
import type { Community, Log } from "../../store";
import type { Access } from "../access/access";
import { type Caller, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import { knownNames } from "../people/names";

export interface LookUpParts {
  access: Access;
  community: Pick<Community, "acts" | "facts" | "person">;
  log: Pick<Log, "saidBy">;
  fairQueue: FairQueue<Caller>;
}

/** Steps in which messages are looked for in one reply: a person may have been silent for long. */
const STEPS = 20;
const ANY = Number.MAX_SAFE_INTEGER;

/** `acts({ room?, from?, before? })`: the notices of acts, the newest first, and what holds for a person. */
export function acts(parts: LookUpParts): UseCase<RequestOf<"acts">, ReplyTo<"acts">> {
  const { access, community, fairQueue } = parts;
  return (caller, { room = SERVER_ROOM, from, before = ANY }) => {
    access.require(caller, "moderate", room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      const [found, held] = await Promise.all([
        community.acts(room, before, ACTS_PAGE + 1),
        from === undefined ? undefined : heldOf(community, room, from),
      ]);
      access.require(caller, "moderate", room);
      const messages = found.slice(0, ACTS_PAGE);
      return { messages, more: found.length > ACTS_PAGE, ...(held && { held }) };
    });
  };
}

/** What holds for a person: an act may be older than all messages that are kept. */
async function heldOf(
  community: LookUpParts["community"],
  room: string,
  from: string,
): Promise<Held[]> {
  const facts = await community.facts({ rooms: [room], people: [from] });
  const restrictions = facts.restrictions(room, from);
  const names = await knownNames(community, new Set(restrictions.map(({ by }) => by)));
  return restrictions.map(({ kind, by, until, reason }) => {
    const byName = names.get(by);
    return {
      act: kind,
      by,
      ...(byName && { byName }),
      ...(until !== undefined && { until }),
      ...(reason && { reason }),
    };
  });
}

/** `said({ room, from, before? })`: what a person said in a room, the newest first. */
export function said(parts: LookUpParts): UseCase<RequestOf<"said">, ReplyTo<"said">> {
  const { access, log, fairQueue } = parts;
  return (caller, { room, from, before = ANY }) => {
    access.require(caller, "moderate", room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      const messages: Message[] = [];
      let next: number | undefined = before;
      for (let step = 0; next !== undefined && step < STEPS; step += 1) {
        const left = ACTS_PAGE - messages.length;
        const page: Awaited<ReturnType<Log["saidBy"]>> = await log.saidBy(
          { room, from, before: next, since: 0 },
          left,
        );
        messages.push(...page.messages);
        next = page.next;
        if (messages.length === ACTS_PAGE) break;
      }
      access.require(caller, "moderate", room);
      return next === undefined ? { messages, more: false } : { messages, more: true, next };
    });
  };
}
