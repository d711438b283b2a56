/** Removing what somebody of lower rank said (P23, P31). */
import {
  type ChangeReply,
  FACES,
  type Message,
  type Person,
  type ReplyTo,
  type RequestOf,
  SERVER_ROOM,
} from "../../protocol";
import type { Decision, Facts, Files, Log } from "../../store";
import { requireKey } from "../access/access";
import { isHidden } from "../access/rules";
import type { Caller, UseCase } from "../caller";
import { messageAt, notThere, type OwnRemoval } from "../messages/change";
import { Refusal } from "../refusal";
import type { ActParts, DoAct } from "./act";
import { type Acting, requireAbove } from "./acting";
import { noticeOf } from "./notice";

export type RemovingParts = Pick<ActParts, "access"> & {
  log: Pick<Log, "read" | "saidBy">;
  /** Undefined where nobody has a picture. */
  pictures: Pick<Files, "setPicture"> | undefined;
};

/** `remove({ room, seq, id? })`: `own` removes what the caller said. */
export function remove(
  { access, log }: Omit<RemovingParts, "pictures">,
  act: DoAct,
  own: OwnRemoval,
): UseCase<RequestOf<"remove">, ChangeReply> {
  async function removeOthers(caller: Caller, { room, seq, from }: Message): Promise<void> {
    await act("remove", caller, { room, from }, (facts, acting) => {
      requireAbove(facts, acting);
      return {
        removals: [removalOf(acting, seq)],
        notice: noticeOf({ act: "remove", ...acting }),
      };
    });
  }

  return async (caller, request) => {
    const { room, seq } = request;
    access.require(caller, "remove", room);
    if (!access.isAllowed(caller, "moderate", room)) return own(caller, request);
    const message = await messageAt(log, room, seq);
    if (!message) throw notThere(seq);
    if (message.from === caller.person.from) return own(caller, request);
    requireNoNotice(message);
    if (!message.gone) await removeOthers(caller, message);
    const now = (await messageAt(log, room, seq)) ?? message;
    return { rev: now.rev, prev: now.rev - 1, message: now };
  };
}

const removalOf = ({ room, by }: Pick<Acting, "room" | "by">, seq: number) => ({
  kind: "remove" as const,
  room,
  seq,
  id: Bun.randomUUIDv7(),
  by: by.from,
});

/** Throws `Refusal` for the notice of an act, which stays as it is. */
export function requireNoNotice({ notice }: Message): void {
  if (notice)
    throw new Refusal("forbidden", "a line about an act of a moderator cannot be changed");
}

const HOUR = 3_600_000;
/** Messages that are found, and removed, at once. */
const AT_ONCE = 200;

/** `sweep({ room, from, hours, reason? })`: removes what a person said in the last hours, with one notice of how much that was. */
export function sweep(
  { access, log, pictures }: RemovingParts,
  act: DoAct,
): UseCase<RequestOf<"sweep">, ReplyTo<"sweep">> {
  async function* said(room: string, from: string, since: number): AsyncGenerator<number[]> {
    for (let next: number | undefined = Number.MAX_SAFE_INTEGER; next !== undefined;) {
      const page: Awaited<ReturnType<Log["saidBy"]>> = await log.saidBy(
        { room, from, before: next, since },
        AT_ONCE,
      );
      const left = page.messages.filter(({ gone, notice }) => !gone && !notice);
      if (left.length > 0) yield left.map(({ seq }) => seq);
      next = page.next;
    }
  }

  return async (caller, { room, from, hours, reason }) => {
    requireKey(caller);
    access.require(caller, "moderate", room);
    const since = Date.now() - hours * HOUR;
    let count = 0;
    let last: number[] = [];
    for await (const seqs of said(room, from, since)) {
      await removeSome(last);
      last = seqs;
      count += seqs.length;
    }
    if (count > 0)
      await act("sweep", caller, { room, from, reason }, (facts, acting) => ({
        ...removals(facts, acting, last),
        notice: noticeOf({ act: "sweep", ...acting, count }),
      }));
    await removePicture();
    return { count };

    /** The picture is shown in all rooms: it takes a moderator of the server, where their rank counts. */
    async function removePicture(): Promise<void> {
      if (isHidden(room) || !access.isAllowed(caller, "moderate", SERVER_ROOM)) return;
      // Of lower rank alone, also where there was nothing to remove.
      await decideRemovals([]);
      await pictures?.setPicture({ room: FACES, from }, undefined);
    }

    /** Those before the last, which go with the notice. */
    async function removeSome(seqs: readonly number[]): Promise<void> {
      if (seqs.length > 0) await decideRemovals(seqs);
    }

    async function decideRemovals(seqs: readonly number[]): Promise<void> {
      const asked = { caller, action: "moderate" as const, room, people: [from] };
      const whom: Person = { from, name: "" };
      await access.decide(asked, (facts) =>
        removals(facts, { room, by: caller.person, whom }, seqs),
      );
    }
  };
}

function removals(
  facts: Facts,
  acting: Pick<Acting, "room" | "by" | "whom">,
  seqs: readonly number[],
): Pick<Decision, "removals"> {
  requireAbove(facts, acting);
  return { removals: seqs.map((seq) => removalOf(acting, seq)) };
}
